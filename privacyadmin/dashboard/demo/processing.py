"""The register of processing of the demo: approved, before the board and in the making; DPIAs; the application form."""

from datetime import datetime

from privacyadmin.access.data_models import DataCategory
from privacyadmin.access.scope import Scope
from privacyadmin.documents import signing
from privacyadmin.documents.models import Method
from privacyadmin.times import local_day
from processors.models import Activity, Dpia, FormVersion, Party
from processors.models.register_words import Advice, Asking, Section, Verdict
from processors.rules.dpia import ANALYSIS
from processors.services import activities, application_forms, dpia
from processors.suggestions import seed_activities

from .asked import Moments
from .build import Demo

TESTS = {
    "is_subsidiary": True, "subsidiarity": "Zonder deze gegevens kan de school dit niet doen.", "is_proportionate": True,
    "proportionality": "Alleen wie het nodig heeft, leest mee.", "is_minimal": True, "minimality": "Per gegeven nagelopen met een leraar.",
    "risk": 2,
}
APPROVED = ("application", "enrolment", "teaching", "absence", "informing", "materials", "health_risks", "images", "rights", "transfer")
LONG_AGO, LAST_MONTH, THIS_WEEK = 345, 34, 3


def register_processing(demo: Demo) -> None:
    moment = Moments(demo)
    seed_activities(at=moment.at(LONG_AGO + 1))
    for code in APPROVED:
        approve(moment, code, days_ago=LONG_AGO if code in ("teaching", "images") else LAST_MONTH)
    lay_before_the_board(moment)
    name_recipients(moment)
    cameras(moment)
    learning_software(moment)
    make_form(moment)


def approve(moment: Moments, code: str, *, days_ago: int) -> None:
    at = moment.at(days_ago)
    writer, board = moment.scope("coordinator", at), moment.scope("board", at)
    activity = activities.take_up(Activity.objects.get(code=code), by=writer, at=at)
    version = activities.change(activity, TESTS, note="modelbeleid, nagelopen met de directeuren", by=writer, at=at)
    activities.approve(activities.propose(version, by=writer, at=at), by=board, at=at)


def lay_before_the_board(moment: Moments) -> None:
    """One that waits for the board, and two drafts of which parts are still missing."""
    at = moment.at(THIS_WEEK)
    writer = moment.scope("coordinator", at)
    waiting = activities.take_up(Activity.objects.get(code="bullying"), by=writer, at=at)
    activities.propose(activities.change(waiting, TESTS, note="", by=writer, at=at), by=writer, at=at)
    for code in ("cameras", "disputes"):
        activities.take_up(Activity.objects.get(code=code), by=writer, at=at)


def name_recipients(moment: Moments) -> None:
    """A new version of an approved activity, with a party of the register as recipient."""
    at = moment.at(THIS_WEEK)
    writer, party = moment.scope("coordinator", at), Party.objects.order_by("name").first()
    if party is not None:
        activities.add_recipient(
            Activity.objects.get(code="materials"), party=party, ground="e", what_for="inloggen in het leermiddel", country="NL",
            mechanism="", by=writer, at=at,
        )


def analysed(moment: Moments, title: str, code: str, words: str, at: datetime, by: Scope) -> Dpia:
    made = dpia.begin(title=title, school=None, activity=Activity.objects.get(code=code), by=by, at=at)
    dpia.prescan(made, criteria=["vulnerable", "monitoring", "large_scale"], note="Het gaat om kinderen, dag in dag uit.", by=by, at=at)
    made = dpia.step(made, "start", by=by, at=at)
    dpia.write(made, "analysis", dict.fromkeys(ANALYSIS, words), by=by, at=at)
    return dpia.step(made, "weigh", by=by, at=at)


def risk(made: Dpia, name: str, measure: str, at: datetime, by: Scope, *, before: tuple[int, int], after: tuple[int, int]) -> None:
    values = {
        "name": name, "cause": "", "effect": "Leerlingen voelen zich gevolgd of worden benadeeld", "measure": measure, "measure_by": "ICT",
        "likelihood": before[0], "impact": before[1], "likelihood_after": after[0], "impact_after": after[1], "measure_on": local_day(at),
    }
    dpia.save_risk(made, values, by=by, at=at)


def cameras(moment: Moments) -> None:
    """Waits for the advice of the FG."""
    at = moment.at(THIS_WEEK)
    by = moment.scope("coordinator", at)
    made = analysed(moment, "Camera's bij de fietsenstalling", "cameras", "Vier camera's bij de stalling, tegen diefstal.", at, by)
    risk(made, "Beelden worden te lang bewaard", "De recorder wist zelf na 28 dagen", at, by, before=(3, 3), after=(1, 3))
    risk(made, "Iedereen kijkt mee", "Alleen conciërge en directeur, met logging", at, by, before=(3, 2), after=(2, 2))
    dpia.step(made, "ask_advice", by=by, at=at)


def learning_software(moment: Moments) -> None:
    """Decided and signed last month."""
    at = moment.at(LAST_MONTH)
    by, board = moment.scope("coordinator", at), moment.scope("board", at)
    made = analysed(moment, "Adaptieve leermiddelen", "materials", "Leermiddelen passen zich aan de leerling aan.", at, by)
    risk(made, "Het leermiddel maakt een profiel", "Profiel blijft bij de school; leraar beslist", at, by, before=(3, 3), after=(2, 2))
    made = dpia.step(made, "ask_advice", by=by, at=at)
    dpia.advise(made, advice=Advice.CONDITIONS, text="Laat de leraar altijd beslissen over het niveau.", by=moment.scope("fg", at), at=at)
    dpia.prepare_decision(made, verdict=Verdict.GO, note="De voorwaarde van de FG wordt gevolgd.", review_months=24, by=board, at=at)
    act = signing.act_named("processors.dpia")
    paper = act.paper(board, made.pk) if act else None
    if act is None or paper is None:
        raise LookupError("The board can sign this DPIA.")
    signing.sign(act, made.pk, shown=signing.hash_of(paper), proof=signing.Proof(Method.PASSWORD, at), by=board, at=at)


QUESTIONS = (
    # section, question, kind, asking, purpose, ground, special ground, why, answer
    (Section.PUPIL, "Hoe heet uw kind?", "name", Asking.REQUIRED, "teaching", "c", "", "Wij moeten weten wie wij inschrijven.", "line"),
    (Section.PUPIL, "Wanneer is uw kind geboren?", "birth", Asking.REQUIRED, "teaching", "c", "", "Daarvan hangt de groep af.", "day"),
    (Section.FAMILY, "Wie heeft het gezag over uw kind?", "family", Asking.REQUIRED, "informing", "c", "",
     "Wij moeten weten wie beslist en wie wij informeren.", "lines"),
    (Section.FAMILY, "Op welk nummer kunnen wij u bellen?", "contact", Asking.REQUIRED, "calamities", "e", "",
     "Als er iets gebeurt, bellen wij u.", "line"),
    (Section.SCHOOL, "Op welke school of opvang zit uw kind nu?", "transfer", Asking.OPTIONAL, "teaching", "c", "",
     "Dan vragen wij daar het overstapdossier op. U ziet het eerst.", "line"),
    (Section.SAFETY, "Heeft uw kind een allergie of medicijn?", "safety", Asking.SPECIAL, "conditions", "e", "support",
     "Dan weet de leraar wat te doen.", "lines"),
    (Section.SAFETY, "Heeft uw kind extra hulp nodig?", "support", Asking.SPECIAL, "teaching", "e", "support",
     "Dan kunnen wij nagaan of wij die hulp kunnen geven.", "lines"),
)


def make_form(moment: Moments) -> None:
    """The form in use at one school, behind at the other, and a next version that is being written."""
    at = moment.at(LAST_MONTH)
    writer, board = moment.scope("coordinator", at), moment.scope("board", at)
    version = application_forms.begin(title="Aanmeldformulier", note="eerste gezamenlijke formulier", by=writer, at=at)
    opening = "Met dit formulier meldt u uw kind aan. Wij vragen alleen wat nodig is en zeggen erbij waarom."
    words = {"opening": opening, "policy_url": "https://waaier.example/privacy"}
    application_forms.change(version, words, by=writer, at=at)
    ask_questions(version, writer, at)
    version = application_forms.approve(application_forms.propose(version, by=writer, at=at), by=board, at=at)
    application_forms.use(version, moment.demo.schools["vlieger"], since=local_day(at), by=writer, at=at)
    at = moment.at(THIS_WEEK)
    writer = moment.scope("coordinator", at)
    application_forms.print_form(version, None, by=writer, at=at)
    application_forms.begin(title="Aanmeldformulier", note="minder vragen over de thuissituatie", by=writer, at=at)


def ask_questions(version: FormVersion, by: Scope, at: datetime) -> None:
    kinds = {kind.code: kind for kind in DataCategory.objects.all()}
    names = ("section", "label", "data_category", "asking", "purpose", "ground", "special_ground", "why", "answer_type")
    for question in QUESTIONS:
        values = dict(zip(names, question, strict=True))
        application_forms.save_field(version, values | {"data_category": kinds[question[2]], "options": []}, by=by, at=at)
