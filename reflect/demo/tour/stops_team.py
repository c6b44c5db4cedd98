"""The last four stops of the presenter's tour: team pages, the exercise and a workshop.

`test_tour` checks each quoted text against the page.
"""

from reflect.core.i18n import lazy_gettext as _l
from reflect.demo.seed.colleagues import DEMO_TEAMS, WORKSHOPS_PATH
from reflect.demo.tour.stop import TEAM_PATH, TourPlace, TourStop

RIVERSIDE, NORTHGATE = DEMO_TEAMS[:2]

TEAM_PAGE_STOP = TourStop(
    _l("What a supervisor sees"),
    2,
    (
        _l("Helen leads Riverside, a team of nine. This is all that she sees of their weeks."),
        _l("Three figures for four weeks at a time, rounded, from five people at least."),
        _l("Now I am Priya, who is in the team. It is the same page, with the same figures."),
        _l("The first sentence says what changed over the year, since when, and by how much."),
    ),
    (
        TourPlace(
            _l("Be Helen, at the team page"),
            TEAM_PATH,
            _l("Connection has been lower since about"),
            "helen",
            RIVERSIDE,
        ),
        TourPlace(
            _l("Be Priya, at the same page"),
            TEAM_PATH,
            _l("Connection has been lower since about"),
            "priya",
            RIVERSIDE,
        ),
    ),
    (
        _l("“Everyone in the team sees this very page.”"),
        _l("“What may not be concluded”: read all lines out."),
        _l("Only Helen has “For you, who lead this team”: links to what she writes and sets."),
    ),
    {
        _l("Can Helen see who did not fill it in?"): _l(
            "No. Nobody can see who shared, or how many did. There is no such page."
        ),
        _l("What leaves my space when I share?"): _l(
            "The averages of your three scales, and nothing that you wrote. You are asked after "
            "each check-in. You can take it back until the four weeks are closed."
        ),
    },
)

SMALL_TEAM_STOP = TourStop(
    _l("A team of four is never shown"),
    1,
    (
        _l("Northgate has four members. Their page has no figure, in any window of the year."),
        _l("It says “not shown”, and that looks the same whatever the reason."),
        _l("So it does not tell whether one of them shared, or all four."),
        _l("Tom leads the team. He can raise the least number, and he can never lower it."),
    ),
    (
        TourPlace(
            _l("Be Tom, at the page of Northgate"), TEAM_PATH, _l("Northgate"), "tom", NORTHGATE
        ),
    ),
    (
        _l("“Not shown.” It stands there for every scale."),
        _l("“Who is in the team, and the rules”: four names, and the rule of five."),
    ),
    {
        _l("What does a team of four get from it?"): _l(
            "Each of them has a picture, the guides and the sheet for supervision. And four "
            "people can talk without a figure."
        ),
    },
)

FIND_THE_PERSON_STOP = TourStop(
    _l("Find the person"),
    2,
    (
        _l("You need not take my word for it. Here is a team that Leah left. What was her score?"),
        _l("Take the figures with her, and subtract those without her."),
        _l("It does not work. They are rounded, four weeks long, and never worked out again."),
        _l("Now the same weeks as a careless tool gives them. One subtraction, and there she is."),
    ),
    (
        TourPlace(_l("Open the published figures"), "/demo/find-the-person", _l("Find the person")),
        TourPlace(
            _l("Open the same weeks without the rules"),
            "/demo/find-the-person/without",
            _l("Find the person, without the rules"),
        ),
    ),
    (
        _l("“2. Subtract the team without her from the team with her”: open the answer."),
        _l("Without the rules: “Do the sum, then open this: who is left?”"),
        _l("“Reflect never makes these figures.” They come from weeks that the demo invented."),
    ),
    {
        _l("So can nobody ever be found?"): _l(
            "I would not say never. If all the others told their own figures, the last one "
            "could be narrowed down. And people can guess."
        ),
        _l("Can we do this one ourselves?"): _l(
            "Yes. The teaching pages have a worksheet, and notes for the talk after it."
        ),
    },
)

WORKSHOP_STOP = TourStop(
    _l("Your turn: a workshop"),
    3,
    (
        _l("Now you, with your phones: no name, and no account."),
        _l("Type the code that you see, or scan the picture. Answer for your own last week."),
        _l("Nothing is shown before I show it, and only if five of you have answered."),
        _l("When I end the room, everything in it is deleted."),
    ),
    (TourPlace(_l("Be Nell, who opens a room"), WORKSHOPS_PATH, _l("Workshops"), "nell"),),
    (
        _l("Choose “Your last week”, then “Open the room”. Put the wall on the projector."),
        _l(
            "Phones reach a laptop if the demo was started with --lan, on a network that you share."
        ),
        _l("No phones? Hand out “Paper slips to print”, and key them in."),
        _l("At the end, end the room. Then go to the demo's first page."),
    ),
    {
        _l("What if only four of us answer?"): _l(
            "Then nothing is shown. From five to nine you see the middle only."
        ),
        _l("Can you see what I answered?"): _l(
            "No page shows it. My screen shows how many are here and how many have answered. "
            "On a laptop's own network, what phones send is not encrypted on its way."
        ),
    },
)

TEAM_STOPS = (TEAM_PAGE_STOP, SMALL_TEAM_STOP, FIND_THE_PERSON_STOP, WORKSHOP_STOP)
