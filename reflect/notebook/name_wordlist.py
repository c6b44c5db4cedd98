"""Word lists that tell a personal name from other capitalised words; all in lower case."""

from typing import Final


def _split_words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# First names that are common in Britain, of many origins, without those that are also words, months
# or well-known surnames (Grace, Will, April, Kelly). The list is incomplete: a name that is not in
# it is still found after a title or a family word, or together with a second name.
FIRST_NAMES: Final = _split_words(
    """
    aaliyah aaron abdul abdullah abigail ada adam adeel adele ades adrian agnes ahmed aidan aiden
    ailsa aisha aishah alan alana alba albie alejandra aleksandra alex alexander alexandra alfie
    alfred ali alice alicia alina alisha alison aliyah alma amanda amara amber amelia amina aminata
    amir amirah amit amy ana anas andrea andrei andrew andrzej angela angus anika anita anna annabel
    anne annie anthony antonio anya archie aria arjun arthur arun arya asha ashley asif asma audrey
    ava ayaan ayesha ayo aziz barbara barnaby barry beata beatrice becky ben benjamin bernard beth
    bethany beverley bilal blessing bogdan brandon brenda brian bridget bronte bruce callum calvin
    cameron carla carly carmel carol caroline catherine cathy cerys chantelle charlene charles
    charlie charlotte chelsea cheryl chidi chinedu chloe chris christina christine christopher ciara
    claire clara claudia clive colin colleen connor corey courtney craig cristina daisy damian dan
    daniel danielle danny daria darius darren dave david dawid deborah declan deepa denise dennis
    derek destiny dexter diana diane dina dominic donna doreen dorothy duncan dylan ebony eddie
    edith edward edwin eileen elaine eleanor elena eli elijah elise eliza elizabeth ella ellen ellie
    elliot elsie emeka emily emma eric erin esme esther ethan eva evan eve evelyn ewa ezra faisal
    farah fatima fatimah fatou felicity felix femi ferdinand filip finlay finley fiona florence fran
    frances francesca francis frank freddie frederick freya gareth gary gavin gemma geoff george
    georgia georgina gerald gethin gillian gloria gordon graham gregory greta gulsen gwen habiba
    hamza hana hanna hannah hardeep harley harold harpreet harriet harry harvey hasan hassan hassna
    hayley hazel heather heidi helen helena henry hilary holly howard hugo humaira hussein ian
    ibrahim idris ifeoma imogen imran inaya ines iqra irene irina iris isaac isabel isabella
    isabelle isha isla ismail israel ivan ivy jacek jack jackie jacob jacqueline jade jake jakub
    jamal james jamie jan jane janet janice jasmin jasmine jason jasper jayden jayne jean jeffrey
    jemima jenna jennifer jenny jeremy jess jessica jill joan joanna joanne jodie joe joel john jon
    jonathan joseph josephine josh joshua joyce juan jude judith judy julia julian julie juliet
    justin kai kaiden kamal kamila karen karim karina karl karolina kasia kate katherine kathleen
    kathryn katie katrina kavita kayleigh keeley keith kelechi kellie kelvin kenneth kenny kevin
    kezia keziah khadija khalid kian kieran kiran kirsty krishna krystyna kwame kyle laila lakshmi
    lara latoya laura lauren laurence layla leah leanne leila leo leon leona lesley leslie lewis
    liam liana libby lily linda lindsay lisa liz lola loretta lorna lorraine louis louisa louise
    luca lucas lucia lucy luis lukas luke lydia lynn lynne mabel maddison madeleine madison magda
    maggie mahmoud maisie malachi malcolm malik malika manjit marcin marcus marek margaret maria
    mariam marian marie marion marjorie marta martha martin martyn mary maryam mason mateusz mathew
    matilda matthew maureen max maya megan mehmet melanie melissa mia micah michael michal michelle
    miguel mike mila millie milo mina miriam mohamed mohammad mohammed mohamud moira mollie molly
    monica morag moses muhammad muhammed musa mustafa myra nadia naomi narinder nasreen natalia
    natalie natasha nathan nathaniel neha neil nia niamh nicholas nicola nicole nigel nikhil nikita
    nina noah noel noor nora norma nur nusrat ola olga olive oliver olivia olu oluwaseun omar omari
    oscar osman otis owen pamela parveen patricia patrick patryk paul paula pauline pavel pawel
    penelope peter petra philip phoebe phyllis piotr poppy precious priya quentin rachael rachel
    rafael raheem rahul raj rajesh raluca ramona ranjit rashid ravi rayan raymond rebecca reece
    reggie reuben rhian rhys riaz ricardo richard rita robbie robert roberta robin rohan roisin
    roman ronan ronnie rory rosa rosalind rosemary rosie ross rowan roxanne ruby rukhsana rupert
    russell ruth ryan saba sabrina sadia sadie saeed saira sakina sally salma sam samantha samina
    samir samira samuel sandra sanjay santiago sara sarah sasha scarlett scott sean sebastian selina
    seren serena shabana shabnam shakira shane shannon sharon shaun sheila shelby shelley shirley
    shona sian sidney sienna simon simone siobhan sofia solomon sonia sophia sophie stacey stanley
    stefan stella stephanie stephen steve steven stewart stuart sue sumaya sunita susan susannah
    suzanne syed sylvia szymon tabitha tahir talia tamara tamsin tania tanisha tanya tara tariq
    terence teresa terri tess thandiwe theo theodore theresa thomas tia tiffany tim timothy tina
    tobias toby tom tomas tomasz tony tracey tracy trevor trisha tristan tunde tyler tyrone umar una
    uzma valerie vanessa veronica vicky victoria vijay vikram vincent violet vivian vivienne wanda
    wayne wendy wilfred william winston xander yasmin yasmine yousef yusuf yvonne zac zach zachary
    zahra zain zainab zara zeeshan zoe zofia zuzanna
    """
)

# Words that are capitalised in the names of laws, bodies, posts, courses and streets, or because
# they begin a sentence. A run of capitalised words that has one of them is not a personal name.
NOT_NAME_WORDS: Final = _split_words(
    """
    academy act acts adolescent adoption adult adults advocacy agreement america analysis and
    another anybody anyone apprenticeship approach april armed asian assessed assessment assessments
    assistant association asylum august aunt authorities authority avenue award baby bank basw best
    bill black board boards book both boy branch britain british brother bureau cafcass capacity
    care carer carers case cases centre certificate chair charter chief child children christmas
    church circle city clinical close code colleague college commission commissioner committee
    common community conference conferences consultant contact control convention core council
    counselling country county course courses court courts covid criminal crisis crown culture cycle
    dad data day days deaf december degree department deprivation deputy development diploma
    director directors disability disabled district diversity domestic drive duty early east easter
    edition education eid emergency employer employers england english environment equality europe
    european everybody everyone everything evidence executive experience facebook faculty families
    family father february feedback few field first forces forest form forum foster fostering
    foundation framework free friday fund gallery gang gender general girl google government gran
    grandfather grandmother great greater green group guardian guidance guide hall harm he head
    health help high hill history holiday home homes hospital house housing hub human i inclusion
    independent informed initiative inquiry inspectorate institute interests international
    intervention ireland it january joint journal july june jury justice key king kingdom knowledge
    lane law lead leader leadership league learning legal level liberty library line link local
    london looked lord magistrates making manager managers manchester many march may meeting member
    memorial mental met mid midlands mind minister ministry minutes model module monday month most
    mother motivational multi mum museum nan national nations neither network new nobody non north
    northern nothing november nursing occupational october of office officer ofsted one online open
    order orders organisation others outcomes outline outlook panel panels paper parent parents park
    part partnership partnerships pathway pathways people permanence person plan planning plans
    police policy power practice practitioner practitioners pre prevention primary principal
    principles prison procedure procedures process professional programme project protection
    protocol psychology public qualified quality quarter queen radio reading record recovery
    reflection reflective reform refugee region registration regulation report research residence
    response restorative review reviewing reviews rights risk river road round row royal rule rules
    safe safeguarding safety saturday school schools scotland scottish second secondary section
    security senior september serious service services several sex sexual she side signs sister
    skills slavery social society solutions some somebody someone south southern special specialist
    square st standard standards state statement station street strengths student study sunday
    supervising supervision support supreme survey system systemic systems team teams teenage that
    then theory therapist therapy these they thinking third this those thursday today together
    tomorrow tool toolkit town training transfer trauma travel triangle tribunal trust trustees
    tuesday twitter uncle union unit united university value values video village violence virtual
    voice wales warwick we wednesday week welfare welsh west western whatsapp who whole women word
    work worker workers working workshop world year years yesterday young youth zoom
    """
)

TITLE_WORDS: Final = _split_words("mr mrs ms miss mx dr prof professor pc dc sgt")
KINSHIP_WORDS: Final = _split_words(
    """
    mum mam mom mother dad father grandmother grandfather grandma grandpa gran nan nana grandad aunt
    auntie uncle cousin brother sister sibling stepfather stepmother son daughter parent parents
    child children carer partner husband wife girlfriend boyfriend twin twins
    """
)
PERSON_WORDS: Final = KINSHIP_WORDS | _split_words(
    """
    boy girl baby man woman teenager person friend colleague manager supervisor student teacher
    worker educator solicitor client neighbour mentor nurse judge
    """
)
POSSESSION_WORDS: Final = KINSHIP_WORDS | _split_words(
    "teacher school house flat room bedroom placement family"
)

# Verbs after which (`CONTACT_VERBS`) or before which (`PERSON_VERBS`) a person is named. Verbs that
# are used of the authors of a text (argues, shows) are left out.
PERSON_VERBS: Final = _split_words(
    "said told asked rang phoned texted cried refused laughed shouted"
)
CONTACT_VERBS: Final = _split_words("asked told rang phoned texted met")
