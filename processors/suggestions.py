"""Activities that nearly every school has, as drafts: S2 articles 5 and 6, with S1. What a board made of them is left alone."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from privacyadmin.access.purposes import Ground, Purpose, SpecialGround

from .models import Activity, ActivityVersion
from .models.register_words import DataSource, InterestEnd, Level, Measure, Medium, Operation, People, Retention

E, C, F = Ground.PUBLIC_TASK, Ground.LEGAL_DUTY, Ground.LEGITIMATE
SUPPORT = SpecialGround.SUPPORT
BASE = "name birth"
FAMILY, STAFF, PREVIOUS, GOVERNMENT = DataSource.FAMILY, DataSource.STAFF, DataSource.PREVIOUS, DataSource.GOVERNMENT
ORDINARY = (Measure.MATRIX, Measure.SECOND_STEP, Measure.ENCRYPTION, Measure.SECRECY, Measure.DELETION)
CLOSED = (*ORDINARY, Measure.LOGGING, Measure.CUPBOARD)


@dataclass(frozen=True)
class Suggestion:
    """One activity of the catalogue; kinds of data by their codes."""

    code: str
    rule: str
    name: str
    description: str
    necessity: str
    purposes: tuple[str, ...]
    ground: str
    kinds: str
    retention: str
    law: str = ""
    special: str = ""
    people: tuple[str, ...] = (People.PUPILS,)
    sources: tuple[str, ...] = (FAMILY, STAFF)
    operations: tuple[str, ...] = (Operation.COLLECT, Operation.STORE)
    media: tuple[str, ...] = (Medium.DIGITAL,)
    inside: str = "leraren, mentor en administratie van de school"
    measures: tuple[str, ...] = ORDINARY
    biv: tuple[int, int, int] = (Level.MEDIUM, Level.MEDIUM, Level.MEDIUM)
    end: str = ""


SHARES = (Operation.COLLECT, Operation.STORE, Operation.SHARE)
WITH_PARENTS = (People.PUPILS, People.GUARDIANS)
HIGH = (Level.MEDIUM, Level.HIGH, Level.HIGH)
BOTH = (Medium.DIGITAL, Medium.PAPER)

CATALOGUE = (
    Suggestion(
        "application", "S1-27…37, S2-75, S2-81", "Aanmelden van een leerling",
        "Ouders vullen het aanmeldformulier in. De school beoordeelt of zij de leerling kan plaatsen.",
        "Zonder deze gegevens kan de school niet over de aanmelding beslissen.",
        (Purpose.TEACHING,), C, f"{BASE} contact family enrolment", Retention.R10, "WPO en WVO 2020",
        people=(People.APPLICANTS, People.GUARDIANS), sources=(FAMILY,), inside="directie en administratie", media=BOTH,
    ),
    Suggestion(
        "enrolment", "S2-68, S2-81…83", "In- en uitschrijven van leerlingen",
        "De administratie schrijft leerlingen in en uit en wisselt dit uit met DUO.",
        "De wet schrijft voor welke gegevens de school van een ingeschreven leerling vastlegt.",
        (Purpose.TEACHING, Purpose.GOVERNMENT), C, f"{BASE} contact family enrolment citizen_number", Retention.R02,
        "WPO en WVO 2020; nummer: WPO art. 182, WVO 2020 art. 8.17", people=WITH_PARENTS, sources=(FAMILY, PREVIOUS, GOVERNMENT),
        operations=SHARES,
        inside="administratie en directie", biv=HIGH,
    ),
    Suggestion(
        "teaching", "S2-88, S1-39", "Onderwijs geven en de voortgang volgen",
        "Leraren leggen resultaten, toetsen en afspraken vast in het leerlingvolgsysteem en maken rapporten.",
        "Zonder deze gegevens kan de school een leerling niet volgen en geen passend onderwijs geven.",
        (Purpose.TEACHING,), E, f"{BASE} staff_involved organisation results", Retention.R01, "WPO en WVO 2020",
    ),
    Suggestion(
        "guidance", "S2-77, S2-88, S1-98…102", "Begeleiden van leerlingen",
        "Mentor en intern begeleider leggen gesprekken, gedrag, de thuissituatie en de ondersteuningsbehoefte vast.",
        "Alleen wat nodig is om deze leerling te begeleiden; aan het einde van het schooljaar wordt opgeruimd.",
        (Purpose.TEACHING,), E, f"{BASE} guidance behaviour home support", Retention.R01, "WPO en WVO 2020, UAVG art. 30", SUPPORT,
        inside="mentor of groepsleerkracht, intern begeleider", measures=(*ORDINARY, Measure.LOGGING), biv=HIGH,
    ),
    Suggestion(
        "care_team", "S1-103…120", "Bespreken in het zorgteam",
        "Het zorgteam bespreekt leerlingen die meer hulp nodig hebben; verslagen staan in een afgeschermde map.",
        "Alleen de deelnemers die nodig zijn, met initialen in agenda en verslag.",
        (Purpose.TEACHING, Purpose.PARTNERSHIP), E, f"{BASE} care_team support", Retention.R19, "UAVG art. 30", SUPPORT,
        sources=(FAMILY, STAFF, DataSource.PARTNER), operations=SHARES, inside="intern zorgteam", media=BOTH,
        measures=(*CLOSED, Measure.PSEUDONYMS), biv=HIGH,
    ),
    Suggestion(
        "absence", "S2-68", "Bijhouden van verzuim",
        "De school legt verzuim vast en meldt ongeoorloofd verzuim bij DUO en de leerplichtambtenaar.",
        "De school is verplicht verzuim bij te houden en te melden.",
        (Purpose.GOVERNMENT, Purpose.TEACHING), C, f"{BASE} absence", Retention.R02, "Leerplichtwet", operations=SHARES,
    ),
    Suggestion(
        "materials", "S2-89, S1-42", "Gebruik van digitale leermiddelen",
        "Leerlingen werken met leermiddelen van uitgevers; de school geeft de gegevens die nodig zijn om in te loggen.",
        "Zonder naam of nummer en klas kan de leerling niet met het leermiddel werken.",
        (Purpose.MATERIALS,), E, "name organisation results", Retention.R01, "WPO en WVO 2020", operations=SHARES,
        sources=(STAFF, DataSource.SYSTEM), measures=(*ORDINARY, Measure.AGREEMENT, Measure.PSEUDONYMS, Measure.MINIMAL),
    ),
    Suggestion(
        "informing", "S2-90", "Ouders op de hoogte houden",
        "De school informeert ouders over de voortgang van hun kind en over activiteiten.",
        "De school moet ouders informeren; daarvoor zijn contactgegevens en de relatie met de leerling nodig.",
        (Purpose.INFORMING,), E, "name contact family results", Retention.R24, "WPO en WVO 2020", people=WITH_PARENTS, operations=SHARES,
    ),
    Suggestion(
        "contributions", "S2-70, S2-91", "Vrijwillige ouderbijdrage en leermiddelengeld",
        "De administratie vraagt bijdragen en houdt betalingen bij.",
        "Alleen wie wat betaalde; de reden van niet betalen wordt niet vastgelegd.",
        (Purpose.CONTRIBUTIONS,), Ground.CONTRACT, "name contact family finance", Retention.R17, "overeenkomst met de ouders",
        people=WITH_PARENTS, inside="administratie",
    ),
    Suggestion(
        "accountant", "S2-92", "Controle door de accountant",
        "De accountant controleert de leerlingtelling en de jaarrekening.",
        "De accountant ziet alleen wat nodig is voor de controle en krijgt geen kopie van dossiers.",
        (Purpose.ACCOUNTING,), C, "name birth enrolment", Retention.R17, "WPO en WVO 2020", operations=(Operation.SHARE,), sources=(STAFF,),
        inside="bestuursbureau",
    ),
    Suggestion(
        "government", "S2-83, S2-93, S2-156", "Gegevens voor de overheid",
        "De school levert gegevens aan DUO, de Inspectie, de gemeente en het ministerie.",
        "Alleen wat een wet vraagt, langs de weg die daarvoor is afgesproken.",
        (Purpose.GOVERNMENT,), C, f"{BASE} citizen_number enrolment absence results", Retention.R02, "Wet register onderwijsdeelnemers",
        operations=(Operation.SHARE,), sources=(FAMILY, STAFF, GOVERNMENT), inside="administratie en directie", biv=HIGH,
    ),
    Suggestion(
        "partnership", "S2-94, U11", "Ondersteuning via het samenwerkingsverband",
        "De school vraagt advies, ondersteuning of een toelaatbaarheidsverklaring aan.",
        "Alleen wat nodig is voor de vraag; het burgerservicenummer gaat niet mee.",
        (Purpose.PARTNERSHIP,), E, f"{BASE} results guidance support", Retention.R03, "WPO en WVO 2020, UAVG art. 30", SUPPORT,
        operations=SHARES, inside="intern begeleider of zorgcoördinator, directie", measures=CLOSED, biv=HIGH,
    ),
    Suggestion(
        "rights", "S2-95, S2-161…201", "Verzoeken van ouders en leerlingen",
        "De school behandelt verzoeken om inzage, correctie, verwijdering en de andere rechten.",
        "Wie iets vraagt, over wie en wat het antwoord was.",
        (Purpose.OTHER_LAW,), C, "name contact family", Retention.R14, "AVG art. 12 tot en met 22", people=WITH_PARENTS,
        inside="privacycoördinator en behandelaar", measures=(*ORDINARY, Measure.LOGGING),
    ),
    Suggestion(
        "breaches", "S2-129, S2-130, S1-20…25", "Vastleggen van datalekken en incidenten",
        "De school legt elk incident vast, beoordeelt het en meldt het waar dat moet.",
        "Zo min mogelijk gegevens over betrokkenen; alleen wat nodig is om hen te bereiken.",
        (Purpose.OTHER_LAW,), C, "name contact", Retention.R15, "AVG art. 33 en 34", people=WITH_PARENTS, sources=(STAFF,),
        inside="privacycoördinator, FG en bestuur", measures=(*ORDINARY, Measure.LOGGING),
    ),
    Suggestion(
        "bullying", "S2-96", "Veiligheid op school en pesten",
        "De school legt meldingen van pesten en onveiligheid vast en wat eraan gedaan is.",
        "De school moet zorgen voor veiligheid; zonder verslag is niet te zien of de aanpak helpt.",
        (Purpose.BULLYING,), E, "name guidance behaviour", Retention.R01, "WPO en WVO 2020",
        inside="mentor, veiligheidscoördinator, directie", biv=HIGH,
    ),
    Suggestion(
        "health_risks", "S2-96, S2-98", "Medische aandachtspunten die personeel moet kennen",
        "De veiligheidskaart vermeldt allergie, medicijn en wat te doen.",
        "Wie voor de groep staat moet het weten; het verslag zelf blijft gesloten.",
        (Purpose.HEALTH_RISKS, Purpose.CONDITIONS), E, "name safety", Retention.R01, "UAVG art. 30", SUPPORT, sources=(FAMILY,),
        inside="alle leraren van de leerling", biv=(Level.HIGH, Level.HIGH, Level.HIGH),
    ),
    Suggestion(
        "medical", "S2-67, S2-78, C-10", "Medische gegevens op verzoek van de familie",
        "Ouders of de leerling geven een medisch verslag omdat zij dat zelf willen.",
        "Alleen met toestemming; wie intrekt krijgt het verslag terug.",
        (Purpose.CONDITIONS,), Ground.CONSENT, "name medical", Retention.R01, "uitdrukkelijke toestemming", SpecialGround.CONSENT,
        sources=(FAMILY,), inside="intern begeleider", measures=CLOSED, biv=HIGH, media=BOTH,
    ),
    Suggestion(
        "complaints", "S2-97, S2-200", "Behandelen van klachten",
        "De school legt klachten vast en handelt ze af volgens de klachtenregeling.",
        "Alleen wat over de klacht gaat.",
        (Purpose.COMPLAINTS,), C, "name contact family", Retention.R23, "klachtenregeling", people=WITH_PARENTS,
        inside="directie, klachtencommissie", media=BOTH,
    ),
    Suggestion(
        "adviser", "S1-114, S1-115", "Aantekeningen van de vertrouwenspersoon",
        "De vertrouwenspersoon houdt eigen aantekeningen bij; niemand anders leest die.",
        "Geheim, en niet langer dan de zaak duurt.",
        (Purpose.COMPLAINTS,), E, "name adviser", Retention.R21, "klachtenregeling", inside="alleen de vertrouwenspersoon",
        measures=CLOSED, biv=HIGH,
    ),
    Suggestion(
        "calamities", "S2-99", "Bereikbaar zijn bij calamiteiten",
        "Bij een ongeluk of ontruiming weet de school wie er is en wie gebeld wordt.",
        "Een lijst per groep met telefoonnummers en de veiligheidskaart.",
        (Purpose.CALAMITIES,), E, "name contact safety", Retention.R24, "UAVG art. 30", SUPPORT, people=WITH_PARENTS, media=BOTH,
        inside="leraren en bhv'ers", biv=(Level.HIGH, Level.MEDIUM, Level.MEDIUM),
    ),
    Suggestion(
        "cameras", "S2-58, S2-100, C-30", "Cameratoezicht",
        "Camera's bij ingangen en fietsenstalling, tegen diefstal en geweld.",
        "Alleen waar niets anders helpt; niet in lokalen, kleedkamers of toiletten. Begin met een DPIA.",
        (Purpose.CAMERAS,), E, "images", Retention.R09, "WPO en WVO 2020", sources=(DataSource.SYSTEM,), inside="conciërge en directie",
        measures=CLOSED, biv=(Level.LOW, Level.MEDIUM, Level.HIGH),
    ),
    Suggestion(
        "images", "S2-71, S2-101, S1-84…94", "Foto's en video's",
        "De school maakt en gebruikt foto's en video's van activiteiten.",
        "Alleen met toestemming voor dat gebruik; intrekken kan altijd.",
        (Purpose.INFORMING,), Ground.CONSENT, "name images", Retention.R12, "toestemming",
        operations=(Operation.COLLECT, Operation.STORE, Operation.PUBLISH), inside="webredactie en leraren",
    ),
    Suggestion(
        "transfer", "S1-43…45, S1-121…128, S2-147…154", "Overstap naar een andere school",
        "De school stelt het onderwijskundig rapport op en geeft het aan de volgende school.",
        "Stuk voor stuk gekozen; ouders zien het rapport en krijgen een kopie.",
        (Purpose.TEACHING,), C, f"{BASE} contact family enrolment results transfer", Retention.R04, "WPO art. 42, WVO 2020",
        operations=(Operation.COPY, Operation.SHARE), inside="leraar, intern begeleider of decaan, directie", biv=HIGH,
    ),
    Suggestion(
        "exams", "S2-68", "Examens en diploma's",
        "De examensecretaris legt cijfers, hulpmiddelen en uitslagen vast.",
        "De wet schrijft voor wat van een examen wordt vastgelegd. Alleen voortgezet onderwijs.",
        (Purpose.TEACHING, Purpose.GOVERNMENT), C, f"{BASE} citizen_number results", Retention.R05, "WVO 2020",
        operations=SHARES, inside="examensecretaris en leraren", biv=HIGH,
    ),
    Suggestion(
        "monitoring", "S2-15, S2-128", "Logging en bewaking van ICT",
        "Systemen leggen vast wie wanneer inlogt en gegevens ziet.",
        "Nodig om misbruik te zien; alleen geopend met een doel.",
        (Purpose.OTHER_LAW,), C, "name", Retention.R18, "AVG art. 32", sources=(DataSource.SYSTEM,), inside="ict-beheerder",
        measures=(*ORDINARY, Measure.LOGGING), biv=(Level.LOW, Level.HIGH, Level.MEDIUM),
    ),
    Suggestion(
        "disputes", "S2-105", "Geschillen met ouders of leerlingen",
        "De school gebruikt gegevens uit het dossier als zij zich in een geschil moet verweren.",
        "Alleen de stukken die over het geschil gaan.",
        (Purpose.COMPLAINTS,), F, "name contact family guidance", Retention.R23, people=WITH_PARENTS, sources=(STAFF,),
        operations=(Operation.COPY, Operation.SHARE), inside="directie en bestuur", end=InterestEnd.DISPUTES,
    ),
    Suggestion(
        "research", "S2-105", "Meewerken aan onderzoek",
        "De school werkt mee aan onderzoek naar onderwijs.",
        "Zonder namen waar dat kan; ouders kunnen bezwaar maken.",
        (Purpose.TEACHING,), F, "results organisation", Retention.R24, sources=(STAFF,), operations=(Operation.COPY, Operation.SHARE),
        inside="directie", measures=(*ORDINARY, Measure.PSEUDONYMS, Measure.AGREEMENT), end=InterestEnd.RESEARCH,
    ),
)


@transaction.atomic
def seed_activities(*, at: datetime) -> int:
    """Lay the suggestions ready that are not there yet; what exists under a code is never touched. Returns how many were new."""
    known = set(Activity.objects.exclude(code="").values_list("code", flat=True))
    new = [each for each in CATALOGUE if each.code not in known]
    activities = Activity.objects.bulk_create([Activity(code=each.code) for each in new])
    ActivityVersion.objects.bulk_create(_versions(activities, new, at))
    return len(new)


def _versions(activities: list[Activity], suggested: list[Suggestion], at: datetime) -> Iterator[ActivityVersion]:
    for activity, each in zip(activities, suggested, strict=True):
        availability, integrity, confidentiality = each.biv
        yield ActivityVersion(
            activity=activity, number=1, made_at=at, name=each.name, description=each.description, necessity=each.necessity,
            purposes=list(each.purposes), ground=each.ground, special_ground=each.special, law=each.law, people=list(each.people),
            data_categories=each.kinds.split(), sources=list(each.sources), operations=list(each.operations), media=list(each.media),
            inside=each.inside, retention=each.retention, measures=list(each.measures), availability=availability, integrity=integrity,
            confidentiality=confidentiality, interest_end=each.end, note=f"modelbeleid ({each.rule})",
        )
