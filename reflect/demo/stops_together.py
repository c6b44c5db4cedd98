"""The last four stops of the presenter's tour: what a team sees and what it hides, and the room.

What is said here of a page is held by `test_tour`.
"""

from reflect.core.words import _
from reflect.demo.colleagues import CREWS, WORKSHOPS
from reflect.demo.tour import TEAM, Asked, Place, Stop

RIVERSIDE, NORTHGATE = CREWS[:2]

SEEN = Stop(
    _("What a supervisor sees"),
    2,
    (
        _("Helen leads Riverside, a team of nine. This is all that she sees of their weeks."),
        _("Three figures for four weeks at a time, rounded, from five people at least."),
        _("Now I am Priya, who is in the team. It is the same page, with the same figures."),
        _("What the team agreed to try stands on the chart. It is no proof of what helped."),
    ),
    (
        Place(_("Be Helen, at the team page"), TEAM, _("Riverside"), "helen", RIVERSIDE),
        Place(_("Be Priya, at the same page"), TEAM, _("Riverside"), "priya", RIVERSIDE),
    ),
    (
        _("“Everyone in the team sees this very page.”"),
        _("“What may not be concluded”: read all three lines out."),
        _("Only Helen has “For you, who lead this team”: links to what she writes and sets."),
    ),
    (
        Asked(
            _("Can Helen see who did not fill it in?"),
            _("No. Nobody can see who shared, or how many did. There is no such page."),
        ),
        Asked(
            _("What leaves my space when I share?"),
            _(
                "The means of your three scales, and nothing that you wrote. You are asked after "
                "each check-in. You can take it back until the four weeks are closed."
            ),
        ),
    ),
)

SMALL = Stop(
    _("A team of four is never shown"),
    1,
    (
        _("Northgate has four members. Their page has no figure, in any window of the year."),
        _("It says “not shown”, and that looks the same whatever the reason."),
        _("So it does not tell whether one of them shared, or all four."),
        _("Tom leads the team. He can raise the least number, and he can never lower it."),
    ),
    (Place(_("Be Tom, at the page of Northgate"), TEAM, _("Northgate"), "tom", NORTHGATE),),
    (
        _("“Not shown.” It stands there for every scale."),
        _("“Who is in the team, and the rules”: four names, and the rule of five."),
    ),
    (
        Asked(
            _("What does a team of four get from it?"),
            _(
                "Each of them has a picture, the guides and the sheet for supervision. And four "
                "people can talk without a figure."
            ),
        ),
    ),
)

FIND = Stop(
    _("Find the person"),
    2,
    (
        _("You need not take my word for it. Here is a team that Leah left. What was her score?"),
        _("Take the figures with her, and subtract those without her."),
        _("It does not work. They are rounded, four weeks long, and never worked out again."),
        _("Now the same weeks as a careless tool gives them. One subtraction, and there she is."),
    ),
    (
        Place(_("Open the published figures"), "/demo/find-the-person", _("Find the person")),
        Place(
            _("Open the same weeks without the rules"),
            "/demo/find-the-person/without",
            _("Find the person, without the rules"),
        ),
    ),
    (
        _("“2. Subtract the team without her from the team with her”: open the answer."),
        _("Without the rules: “Do the sum, then open this: who is left?”"),
        _("“Reflect never makes these figures.” They come from weeks that the demo invented."),
    ),
    (
        Asked(
            _("So can nobody ever be found?"),
            _(
                "I would not say never. If all the others told their own figures, the last one "
                "could be narrowed down. And people can guess."
            ),
        ),
        Asked(
            _("Can we do this one ourselves?"),
            _("Yes. The teaching pages have a worksheet, and notes for the talk after it."),
        ),
    ),
)

ROOM = Stop(
    _("Your turn: a workshop"),
    3,
    (
        _("Now you, with your phones: no name, and no account."),
        _("Type the code that you see, or scan the picture. Answer for your own last week."),
        _("Nothing is shown before I show it, and only if five of you have answered."),
        _("When I end the room, everything in it is deleted."),
    ),
    (Place(_("Be Nell, who opens a room"), WORKSHOPS, _("Workshops"), "nell"),),
    (
        _("Choose “Your last week”, then “Open the room”. Put the wall on the projector."),
        _("Phones reach a laptop if the demo was started with --lan, on a network that you share."),
        _("No phones? Hand out “Paper slips to print”, and key them in."),
        _("At the end, end the room. Then go to the demo's first page."),
    ),
    (
        Asked(
            _("What if only four of us answer?"),
            _("Then nothing is shown. From five to nine you see the middle only."),
        ),
        Asked(
            _("Can you see what I answered?"),
            _(
                "No page shows it. My screen shows how many are here and how many have answered. "
                "On a laptop's own network, what phones send is not encrypted on its way."
            ),
        ),
    ),
)

TOGETHER = (SEEN, SMALL, FIND, ROOM)
