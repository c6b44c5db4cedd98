"""The first six stops of the presenter's tour: confidentiality, and the pages of one person.

`test_tour` checks each quoted text against the page.
"""

from reflect.core.i18n import lazy_gettext as _l
from reflect.demo.tour.stop import LATEST_WEEK_PATH, THIS_WEEK_PATH, TourPlace, TourStop

PICTURE_PATH = "/my-picture"

PRIVACY_STOP = TourStop(
    _l("Who can read what"),
    2,
    (
        _l("Reflect is a place to look back on your working week."),
        _l(
            "What you write is sealed before it is stored. Your password or recovery code opens it."
        ),
        _l(
            "Nobody in your organisation has a page that shows it, no manager and no administrator."
        ),
        _l("This page also says where the promise ends. That is why I begin with it."),
    ),
    (
        TourPlace(_l("Open the promise"), "/who-can-read-what", _l("Who can read what")),
        TourPlace(
            _l("Be Priya, and see what is stored about her"),
            "/my-data/stored",
            _l("What is stored about me"),
            "priya",
        ),
    ),
    (
        _l("“Where that ends”: read one line of it out."),
        _l("“Who could read what you write”: find the row of your own job."),
        _l("Priya's page: “As it lies in the database”, and below it “As only you read it”."),
    ),
    {
        _l("Is it anonymous?"): _l(
            "We do not call it that. Your organisation knows that you have an account. What "
            "you write in it is confidential, and this page says how."
        ),
        _l("Could somebody make me open it?"): _l(
            "Reflect gives nobody a key to it. It cannot stop anybody from asking you. So "
            "leave out names and case details."
        ),
    },
)

CHECK_IN_STOP = TourStop(
    _l("Three minutes on a Friday"),
    3,
    (
        _l("This is Sam, who is new to the team. Sam has kept this up for nine weeks."),
        _l("On Friday Sam counts half-days: at home, at base, somewhere else, on visits."),
        _l("Then come ten statements about the week, and a little room to write."),
        _l("It takes about three minutes. Sam can leave out any question, or a whole week."),
    ),
    (
        TourPlace(
            _l("Be Sam, at this week's check-in"), THIS_WEEK_PATH, _l("Where did you work?"), "sam"
        ),
    ),
    (
        _l("Press “Same as last week”, then “Save and go on”."),
        _l("Answer the ten statements. Let the room call out the answers."),
        _l("Write a line if you like. Save the week, and keep it private."),
        _l("The page you come to is the next stop."),
    ),
    {
        _l("Is this a time sheet?"): _l(
            "No. “A rough count will do”, and nobody else sees it. It lets you set your weeks "
            "beside the places you worked in."
        ),
        _l("What if I miss a week?"): _l(
            "Nobody is told. The chart leaves a gap. A week of leave can be marked as away."
        ),
    },
)

FEEDBACK_STOP = TourStop(
    _l("What comes back at once"),
    1,
    (
        _l("Three lines, one for each scale. The mark on a line is Sam's week."),
        _l("The words beside it set this week beside the weeks before."),
        _l("From ten weeks on, Reflect looks for a change that lasts. Before, it is too early."),
        _l("Below are things to go on with, if Sam wants to."),
    ),
    (TourPlace(_l("Be Sam, after the check-in"), LATEST_WEEK_PATH, _l("Your week of"), "sam"),),
    (
        _l(
            "Did you fill in Sam's week? It was the tenth: from today a change can be looked for. "
            "Otherwise you see the week before."
        ),
        _l("“One thing for the coming week”: one small thing, and whose move it is."),
        _l("“Where to turn”: it stands on this page after every week, good or bad."),
    ),
    {
        _l("Does it tell people how they should feel?"): _l(
            "No. It sets a week beside your own other weeks, and beside nobody else's. There "
            "is no score to reach."
        ),
        _l("And after a very hard week?"): _l(
            "The page calls it a hard week, by your own answers. It says where to turn, inside "
            "and outside the organisation."
        ),
    },
)

CHANGE_STOP = TourStop(
    _l("A year in which something changed"),
    2,
    (
        _l("This is Priya's year. Each faint dot is a week, and each thick line is a level."),
        _l("For eleven weeks her team has had no office of its own. They book desks."),
        _l("The first sentence says what changed: Connection, since when, and by how much."),
        _l("The solid dots are the weeks that it is about. No other change was found."),
        _l("The chart does not say why. Priya marked the change herself."),
    ),
    (
        TourPlace(
            _l("Be Priya, at her picture"),
            PICTURE_PATH,
            _l("Connection has been lower since about"),
            "priya",
        ),
    ),
    (
        _l("“Connection has been lower since about”, with the month, and two numbers."),
        _l("The line of the change that she marked: “No office of our own any more”."),
        _l("The lowest rows show her half-days. Base gives way to home and to other offices."),
    ),
    {
        _l("How often is this a false alarm?"): _l(
            "“How far to trust this” is below the chart. It says how many of 100 people read of a "
            "change within a year although nothing had changed. It also says how many true "
            "changes are missed."
        ),
        _l("Can her manager see this?"): _l(
            "No. She can take a line of it to supervision, if she wants to."
        ),
    },
)

VARIATION_STOP = TourStop(
    _l("A gain, and ordinary ups and downs"),
    2,
    (
        _l("Marek works from home most days, by choice. His balance has been higher since then."),
        _l("So home is neither good nor bad here. These are one person's weeks."),
        _l("Joan has good weeks and bad weeks. One of them stood out from the others."),
        _l("The page says that one week alone says little. It makes no more of it."),
    ),
    (
        TourPlace(
            _l("Be Marek, at his picture"),
            PICTURE_PATH,
            _l("Work-life balance has been higher since about"),
            "marek",
        ),
        TourPlace(
            _l("Be Joan, at her picture"), PICTURE_PATH, _l("No lasting change was found"), "joan"
        ),
    ),
    (
        _l("Marek: “Work-life balance has been higher since about”."),
        _l("Marek's own mark: “Home most days, by choice”."),
        _l("Joan: “One week alone says little.”"),
    ),
    {
        _l("So is working from home better?"): _l(
            "This cannot show it. Marek is invented. And a chart of one person shows what "
            "came together, not what did it."
        ),
        _l("Why does it not comment on every dip?"): _l(
            "Weeks differ anyway. A sentence about each of them would sound like news."
        ),
    },
)

NEXT_STEPS_STOP = TourStop(
    _l("From the chart to something to do"),
    2,
    (
        _l("A link leads from Priya's chart to a guide. It takes sixty seconds to read."),
        _l(
            "It says what research found, and where. Then come one thing to try and one to ask for."
        ),
        _l("Not all of it is hers to solve. A base day for the team is a thing to ask for."),
        _l(
            "For supervision she makes a sheet. She ticks what she brings, and the rest stays hers."
        ),
    ),
    (
        TourPlace(
            _l("Be Priya, in the guide"),
            "/guides/working-relationships",
            _l("Working relationships when you are apart"),
            "priya",
        ),
        TourPlace(
            _l("Be Priya, at her supervision sheet"),
            "/notebook/supervision-sheet",
            _l("Supervision sheet"),
            "priya",
        ),
    ),
    (
        _l("In the guide: “In 60 seconds”, with “Try this” and “Ask for this”. Open one source."),
        _l("On the sheet: some lines are “Ticked already”. Tick one more, and make the sheet."),
        _l("“It is made for you and kept nowhere.”"),
    ),
    {
        _l("Does the supervisor get the sheet?"): _l(
            "Only from Priya's hand. Reflect sends it to nobody."
        ),
        _l("Does it help with registration?"): _l(
            "From any week she can begin a CPD entry, in her own words. It is private too. She "
            "takes the text where she needs it."
        ),
    },
)

INDIVIDUAL_STOPS = (
    PRIVACY_STOP,
    CHECK_IN_STOP,
    FEEDBACK_STOP,
    CHANGE_STOP,
    VARIATION_STOP,
    NEXT_STEPS_STOP,
)
