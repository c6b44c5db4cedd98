"""The first six stops of the presenter's tour: a promise, and what somebody has for themselves.

What is said here of a page is held by `test_tour`.
"""

from reflect.core.words import later
from reflect.demo.tour.stop import LATEST, THIS_WEEK, Asked, Place, Stop

PICTURE = "/my-picture"

PROMISE = Stop(
    later("Who can read what"),
    2,
    (
        later("Reflect is a place to look back on your working week."),
        later(
            "What you write is sealed before it is stored. Your password or recovery code opens it."
        ),
        later(
            "Nobody in your organisation has a page that shows it, no manager and no administrator."
        ),
        later("This page also says where the promise ends. That is why I begin with it."),
    ),
    (
        Place(later("Open the promise"), "/who-can-read-what", later("Who can read what")),
        Place(
            later("Be Priya, and see what is stored about her"),
            "/my-data/stored",
            later("What is stored about me"),
            "priya",
        ),
    ),
    (
        later("“Where that ends”: read one line of it out."),
        later("“Who could read what you write”: find the row of your own job."),
        later("Priya's page: “As it lies in the database”, and below it “As only you read it”."),
    ),
    (
        Asked(
            later("Is it anonymous?"),
            later(
                "We do not call it that. Your organisation knows that you have an account. What "
                "you write in it is confidential, and this page says how."
            ),
        ),
        Asked(
            later("Could somebody make me open it?"),
            later(
                "Reflect gives nobody a key to it. It cannot stop anybody from asking you. So "
                "leave out names and case details."
            ),
        ),
    ),
)

WEEK = Stop(
    later("Three minutes on a Friday"),
    3,
    (
        later("This is Sam, who is new to the team. Sam has kept this up for eleven weeks."),
        later("On Friday Sam counts half-days: at home, at base, somewhere else, on visits."),
        later("Then come ten statements about the week, and a little room to write."),
        later("It takes about three minutes. Sam can leave out any question, or a whole week."),
    ),
    (
        Place(
            later("Be Sam, at this week's check-in"), THIS_WEEK, later("Where did you work?"), "sam"
        ),
    ),
    (
        later("Press “Same as last week”, then “Save and go on”."),
        later("Answer the ten statements. Let the room call out the answers."),
        later("Write a line if you like. Save the week, and keep it private."),
        later("The page you come to is the next stop."),
    ),
    (
        Asked(
            later("Is this a time sheet?"),
            later(
                "No. “A rough count will do”, and nobody else sees it. It lets you set your weeks "
                "beside the places you worked in."
            ),
        ),
        Asked(
            later("What if I miss a week?"),
            later("Nobody is told. The chart leaves a gap. A week of leave can be marked as away."),
        ),
    ),
)

AFTER = Stop(
    later("What comes back at once"),
    1,
    (
        later("Three lines, one for each scale. The mark on a line is Sam's week."),
        later("The band is what is usual for Sam. It settles after twelve weeks."),
        later("Until then it is on trial, and nothing is read from it."),
        later("Below are things to go on with, if Sam wants to."),
    ),
    (Place(later("Be Sam, after the check-in"), LATEST, later("Your week of"), "sam"),),
    (
        later(
            "Did you fill in Sam's week? It was the twelfth, so the band is Sam's own from today. "
            "Otherwise you see the week before."
        ),
        later("“One thing for the coming week”: one small thing, and whose move it is."),
        later("“Where to turn”: it stands on this page after every week, good or bad."),
    ),
    (
        Asked(
            later("Does it tell people how they should feel?"),
            later(
                "No. It sets a week beside your own other weeks, and beside nobody else's. There "
                "is no score to reach."
            ),
        ),
        Asked(
            later("And after a very hard week?"),
            later(
                "The page calls it a hard week, by your own answers. It says where to turn, inside "
                "and outside the organisation."
            ),
        ),
    ),
)

CHANGED = Stop(
    later("A year in which something changed"),
    2,
    (
        later("This is Priya's year. Each dot is a week. The band is what is usual for her."),
        later("For eleven weeks her team has had no office of its own. They book desks."),
        later(
            "On one scale, Connection, her last seven weeks with answers lie below her usual level."
        ),
        later("Ordinary ups and downs seldom look like this. The other two scales are as usual."),
        later("The chart does not say why. Priya marked the change herself."),
    ),
    (Place(later("Be Priya, at her picture"), PICTURE, later("My picture"), "priya"),),
    (
        later("“Your last seven weeks with answers all lie below your usual level.”"),
        later("The line of the change that she marked: “No office of our own any more”."),
        later("The lowest rows show her half-days. Base gives way to home and to other offices."),
    ),
    (
        Asked(
            later("How often is this a false alarm?"),
            later(
                "“How far to trust it” is below the chart. We tried the rule on invented people "
                "without any change. The sentence stood in 2 of 100 weeks, or in 5 where weeks "
                "are alike."
            ),
        ),
        Asked(
            later("Can her manager see this?"),
            later("No. She can take a line of it to supervision, if she wants to."),
        ),
    ),
)

ORDINARY = Stop(
    later("A gain, and ordinary ups and downs"),
    2,
    (
        later("Marek works from home most days, by choice. His balance is above its usual level."),
        later("So home is neither good nor bad here. These are one person's weeks."),
        later("Joan has good weeks and bad weeks. One of them lies far outside."),
        later("The page says that one week is not a trend. It makes no more of it."),
    ),
    (
        Place(later("Be Marek, at his picture"), PICTURE, later("My picture"), "marek"),
        Place(later("Be Joan, at her picture"), PICTURE, later("My picture"), "joan"),
    ),
    (
        later("Marek: “Your last seven weeks with answers all lie above your usual level.”"),
        later("Marek's own mark: “Home most days, by choice”."),
        later("Joan: “One week is not a trend.”"),
    ),
    (
        Asked(
            later("So is working from home better?"),
            later(
                "This cannot show it. Marek is invented. And a chart of one person shows what "
                "came together, not what did it."
            ),
        ),
        Asked(
            later("Why does it not comment on every dip?"),
            later("Weeks differ anyway. A sentence about each of them would sound like news."),
        ),
    ),
)

ONWARDS = Stop(
    later("From the chart to something to do"),
    2,
    (
        later("A link leads from Priya's chart to a guide. It takes sixty seconds to read."),
        later(
            "It says what research found, and where. Then come one thing to try and one to ask for."
        ),
        later("Not all of it is hers to solve. A base day for the team is a thing to ask for."),
        later(
            "For supervision she makes a sheet. She ticks what she brings, and the rest stays hers."
        ),
    ),
    (
        Place(
            later("Be Priya, in the guide"),
            "/guides/working-relationships",
            later("Working relationships when you are apart"),
            "priya",
        ),
        Place(
            later("Be Priya, at her supervision sheet"),
            "/notebook/supervision-sheet",
            later("Supervision sheet"),
            "priya",
        ),
    ),
    (
        later(
            "In the guide: “In 60 seconds”, with “Try this” and “Ask for this”. Open one source."
        ),
        later("On the sheet: some lines are “Ticked already”. Tick one more, and make the sheet."),
        later("“It is made for you and kept nowhere.”"),
    ),
    (
        Asked(
            later("Does the supervisor get the sheet?"),
            later("Only from Priya's hand. Reflect sends it to nobody."),
        ),
        Asked(
            later("Does it help with registration?"),
            later(
                "From any week she can begin a CPD entry, in her own words. It is private too. She "
                "takes the text where she needs it."
            ),
        ),
    ),
)

ALONE = (PROMISE, WEEK, AFTER, CHANGED, ORDINARY, ONWARDS)
