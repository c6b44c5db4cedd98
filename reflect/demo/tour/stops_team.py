"""The last four stops of the presenter's tour: what a team sees and what it hides, and the room.

What is said here of a page is held by `test_tour`.
"""

from reflect.core.words import later
from reflect.demo.seed.colleagues import CREWS, WORKSHOPS
from reflect.demo.tour.stop import TEAM, Asked, Place, Stop

RIVERSIDE, NORTHGATE = CREWS[:2]

SEEN = Stop(
    later("What a supervisor sees"),
    2,
    (
        later("Helen leads Riverside, a team of nine. This is all that she sees of their weeks."),
        later("Three figures for four weeks at a time, rounded, from five people at least."),
        later("Now I am Priya, who is in the team. It is the same page, with the same figures."),
        later("What the team agreed to try stands on the chart. It is no proof of what helped."),
    ),
    (
        Place(later("Be Helen, at the team page"), TEAM, later("Riverside"), "helen", RIVERSIDE),
        Place(later("Be Priya, at the same page"), TEAM, later("Riverside"), "priya", RIVERSIDE),
    ),
    (
        later("“Everyone in the team sees this very page.”"),
        later("“What may not be concluded”: read all three lines out."),
        later("Only Helen has “For you, who lead this team”: links to what she writes and sets."),
    ),
    (
        Asked(
            later("Can Helen see who did not fill it in?"),
            later("No. Nobody can see who shared, or how many did. There is no such page."),
        ),
        Asked(
            later("What leaves my space when I share?"),
            later(
                "The means of your three scales, and nothing that you wrote. You are asked after "
                "each check-in. You can take it back until the four weeks are closed."
            ),
        ),
    ),
)

SMALL = Stop(
    later("A team of four is never shown"),
    1,
    (
        later("Northgate has four members. Their page has no figure, in any window of the year."),
        later("It says “not shown”, and that looks the same whatever the reason."),
        later("So it does not tell whether one of them shared, or all four."),
        later("Tom leads the team. He can raise the least number, and he can never lower it."),
    ),
    (Place(later("Be Tom, at the page of Northgate"), TEAM, later("Northgate"), "tom", NORTHGATE),),
    (
        later("“Not shown.” It stands there for every scale."),
        later("“Who is in the team, and the rules”: four names, and the rule of five."),
    ),
    (
        Asked(
            later("What does a team of four get from it?"),
            later(
                "Each of them has a picture, the guides and the sheet for supervision. And four "
                "people can talk without a figure."
            ),
        ),
    ),
)

FIND = Stop(
    later("Find the person"),
    2,
    (
        later(
            "You need not take my word for it. Here is a team that Leah left. What was her score?"
        ),
        later("Take the figures with her, and subtract those without her."),
        later("It does not work. They are rounded, four weeks long, and never worked out again."),
        later(
            "Now the same weeks as a careless tool gives them. One subtraction, and there she is."
        ),
    ),
    (
        Place(
            later("Open the published figures"), "/demo/find-the-person", later("Find the person")
        ),
        Place(
            later("Open the same weeks without the rules"),
            "/demo/find-the-person/without",
            later("Find the person, without the rules"),
        ),
    ),
    (
        later("“2. Subtract the team without her from the team with her”: open the answer."),
        later("Without the rules: “Do the sum, then open this: who is left?”"),
        later("“Reflect never makes these figures.” They come from weeks that the demo invented."),
    ),
    (
        Asked(
            later("So can nobody ever be found?"),
            later(
                "I would not say never. If all the others told their own figures, the last one "
                "could be narrowed down. And people can guess."
            ),
        ),
        Asked(
            later("Can we do this one ourselves?"),
            later("Yes. The teaching pages have a worksheet, and notes for the talk after it."),
        ),
    ),
)

ROOM = Stop(
    later("Your turn: a workshop"),
    3,
    (
        later("Now you, with your phones: no name, and no account."),
        later("Type the code that you see, or scan the picture. Answer for your own last week."),
        later("Nothing is shown before I show it, and only if five of you have answered."),
        later("When I end the room, everything in it is deleted."),
    ),
    (Place(later("Be Nell, who opens a room"), WORKSHOPS, later("Workshops"), "nell"),),
    (
        later("Choose “Your last week”, then “Open the room”. Put the wall on the projector."),
        later(
            "Phones reach a laptop if the demo was started with --lan, on a network that you share."
        ),
        later("No phones? Hand out “Paper slips to print”, and key them in."),
        later("At the end, end the room. Then go to the demo's first page."),
    ),
    (
        Asked(
            later("What if only four of us answer?"),
            later("Then nothing is shown. From five to nine you see the middle only."),
        ),
        Asked(
            later("Can you see what I answered?"),
            later(
                "No page shows it. My screen shows how many are here and how many have answered. "
                "On a laptop's own network, what phones send is not encrypted on its way."
            ),
        ),
    ),
)

TOGETHER = (SEEN, SMALL, FIND, ROOM)
