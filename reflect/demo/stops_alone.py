"""The first six stops of the presenter's tour: a promise, and what somebody has for themselves.

What is said here of a page is held by `test_tour`.
"""

from reflect.core.words import _
from reflect.demo.tour import LATEST, THIS_WEEK, Asked, Place, Stop

PICTURE = "/my-picture"

PROMISE = Stop(
    _("Who can read what"),
    2,
    (
        _("Reflect is a place to look back on your working week."),
        _("What you write is sealed before it is stored. Your password or recovery code opens it."),
        _("Nobody in your organisation has a page that shows it, no manager and no administrator."),
        _("This page also says where the promise ends. That is why I begin with it."),
    ),
    (
        Place(_("Open the promise"), "/who-can-read-what", _("Who can read what")),
        Place(
            _("Be Priya, and see what is stored about her"),
            "/my-data/stored",
            _("What is stored about me"),
            "priya",
        ),
    ),
    (
        _("“Where that ends”: read one line of it out."),
        _("“Who could read what you write”: find the row of your own job."),
        _("Priya's page: “As it lies in the database”, and below it “As only you read it”."),
    ),
    (
        Asked(
            _("Is it anonymous?"),
            _(
                "We do not call it that. Your organisation knows that you have an account. What "
                "you write in it is confidential, and this page says how."
            ),
        ),
        Asked(
            _("Could somebody make me open it?"),
            _(
                "Reflect gives nobody a key to it. It cannot stop anybody from asking you. So "
                "leave out names and case details."
            ),
        ),
    ),
)

WEEK = Stop(
    _("Three minutes on a Friday"),
    3,
    (
        _("This is Sam, who is new to the team. Sam has kept this up for eleven weeks."),
        _("On Friday Sam counts half-days: at home, at base, somewhere else, on visits."),
        _("Then come ten statements about the week, and a little room to write."),
        _("It takes about three minutes. Sam can leave out any question, or a whole week."),
    ),
    (Place(_("Be Sam, at this week's check-in"), THIS_WEEK, _("Where did you work?"), "sam"),),
    (
        _("Press “Same as last week”, then “Save and go on”."),
        _("Answer the ten statements. Let the room call out the answers."),
        _("Write a line if you like. Save the week, and keep it private."),
        _("The page you come to is the next stop."),
    ),
    (
        Asked(
            _("Is this a time sheet?"),
            _(
                "No. “A rough count will do”, and nobody else sees it. It lets you set your weeks "
                "beside the places you worked in."
            ),
        ),
        Asked(
            _("What if I miss a week?"),
            _("Nobody is told. The chart leaves a gap. A week of leave can be marked as away."),
        ),
    ),
)

AFTER = Stop(
    _("What comes back at once"),
    1,
    (
        _("Three lines, one for each scale. The mark on a line is Sam's week."),
        _("The band is what is usual for Sam. It settles after twelve weeks."),
        _("Until then it is on trial, and nothing is read from it."),
        _("Below are things to go on with, if Sam wants to."),
    ),
    (Place(_("Be Sam, after the check-in"), LATEST, _("Your week of"), "sam"),),
    (
        _(
            "Did you fill in Sam's week? It was the twelfth, so the band is Sam's own from today. "
            "Otherwise you see the week before."
        ),
        _("“One thing for the coming week”: one small thing, and whose move it is."),
        _("“Where to turn”: it stands on this page after every week, good or bad."),
    ),
    (
        Asked(
            _("Does it tell people how they should feel?"),
            _(
                "No. It sets a week beside your own other weeks, and beside nobody else's. There "
                "is no score to reach."
            ),
        ),
        Asked(
            _("And after a very hard week?"),
            _(
                "The page calls it a hard week, by your own answers. It says where to turn, inside "
                "and outside the organisation."
            ),
        ),
    ),
)

CHANGED = Stop(
    _("A year in which something changed"),
    2,
    (
        _("This is Priya's year. Each dot is a week. The band is what is usual for her."),
        _("For eleven weeks her team has had no office of its own. They book desks."),
        _("On one scale, Connection, her last seven weeks with answers lie below her usual level."),
        _("Ordinary ups and downs seldom look like this. The other two scales are as usual."),
        _("The chart does not say why. Priya marked the change herself."),
    ),
    (Place(_("Be Priya, at her picture"), PICTURE, _("My picture"), "priya"),),
    (
        _("“Your last seven weeks with answers all lie below your usual level.”"),
        _("The line of the change that she marked: “No office of our own any more”."),
        _("The lowest rows show her half-days. Base gives way to home and to other offices."),
    ),
    (
        Asked(
            _("How often is this a false alarm?"),
            _(
                "“How far to trust it” is below the chart. We tried the rule on invented people "
                "without any change. The sentence stood in 2 of 100 weeks, or in 5 where weeks "
                "are alike."
            ),
        ),
        Asked(
            _("Can her manager see this?"),
            _("No. She can take a line of it to supervision, if she wants to."),
        ),
    ),
)

ORDINARY = Stop(
    _("A gain, and ordinary ups and downs"),
    2,
    (
        _("Marek works from home most days, by choice. His balance is above its usual level."),
        _("So home is neither good nor bad here. These are one person's weeks."),
        _("Joan has good weeks and bad weeks. One of them lies far outside."),
        _("The page says that one week is not a trend. It makes no more of it."),
    ),
    (
        Place(_("Be Marek, at his picture"), PICTURE, _("My picture"), "marek"),
        Place(_("Be Joan, at her picture"), PICTURE, _("My picture"), "joan"),
    ),
    (
        _("Marek: “Your last seven weeks with answers all lie above your usual level.”"),
        _("Marek's own mark: “Home most days, by choice”."),
        _("Joan: “One week is not a trend.”"),
    ),
    (
        Asked(
            _("So is working from home better?"),
            _(
                "This cannot show it. Marek is invented. And a chart of one person shows what "
                "came together, not what did it."
            ),
        ),
        Asked(
            _("Why does it not comment on every dip?"),
            _("Weeks differ anyway. A sentence about each of them would sound like news."),
        ),
    ),
)

ONWARDS = Stop(
    _("From the chart to something to do"),
    2,
    (
        _("A link leads from Priya's chart to a guide. It takes sixty seconds to read."),
        _("It says what research found, and where. Then come one thing to try and one to ask for."),
        _("Not all of it is hers to solve. A base day for the team is a thing to ask for."),
        _("For supervision she makes a sheet. She ticks what she brings, and the rest stays hers."),
    ),
    (
        Place(
            _("Be Priya, in the guide"),
            "/guides/working-relationships",
            _("Working relationships when you are apart"),
            "priya",
        ),
        Place(
            _("Be Priya, at her supervision sheet"),
            "/notebook/supervision-sheet",
            _("Supervision sheet"),
            "priya",
        ),
    ),
    (
        _("In the guide: “In 60 seconds”, with “Try this” and “Ask for this”. Open one source."),
        _("On the sheet: some lines are “Ticked already”. Tick one more, and make the sheet."),
        _("“It is made for you and kept nowhere.”"),
    ),
    (
        Asked(
            _("Does the supervisor get the sheet?"),
            _("Only from Priya's hand. Reflect sends it to nobody."),
        ),
        Asked(
            _("Does it help with registration?"),
            _(
                "From any week she can begin a CPD entry, in her own words. It is private too. She "
                "takes the text where she needs it."
            ),
        ),
    ),
)

ALONE = (PROMISE, WEEK, AFTER, CHANGED, ORDINARY, ONWARDS)
