"""The people and things of the table of addresses: two schools, five pupils, and everybody who could come to a door."""
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.test.client import ClientHandler

from privacyadmin.access import covers, data_categories, proposals, versions
from privacyadmin.access.catalogue import Category, Log, LogPurpose, Role
from privacyadmin.access.data_categories import Place
from privacyadmin.access.models import DataCategory, LogOpening
from privacyadmin.access.openings import STATED
from privacyadmin.access.scope import resolve
from privacyadmin.access.seed import seed_matrices
from privacyadmin.access.services import grant
from privacyadmin.accounts import services as accounts
from privacyadmin.accounts.middleware import SECOND_FACTOR, SEEN_AT, SIGNED_IN_AT
from privacyadmin.accounts.models import Kind, User
from privacyadmin.deadlines.models import HolidayDeviation
from privacyadmin.files import pending
from privacyadmin.organisation import keeping
from privacyadmin.organisation.models import Function, School, Sector, Subject
from privacyadmin.outbox.models import Item, State
from privacyadmin.policy import services as policy
from privacyadmin.policy.catalogue import PRESETS
from privacyadmin.worklist import assignments
from requests import letters
from requests.models import Attribute, Delivery, Extension, ItemState, Method, Part, Question
from requests.services import deciding, gathering, identity, receiving, redacting
from students.models import (
    AgreedAccess,
    Authority,
    CaseKind,
    ExceptionRequest,
    GuardianRelation,
    ImportUpload,
    Protection,
    RestrictedUse,
    Restriction,
    RestrictionGround,
    Student,
)
from students.models.uploads import UploadKind
from tests.authz import campaigns, canaries, consents, papers, placed, processing, suppliers, talks
from tests.authz.canaries import Canaries
from tests.edexml.build import make_edexml
from tests.factories import (
    NOW,
    TODAY,
    YEAR_END,
    BoardFactory,
    ClassGroupFactory,
    FamilyUserFactory,
    SchoolFactory,
    UserFactory,
    case,
    entry,
    guardian,
    pupil,
    staff,
)

HOUR = timedelta(hours=1)


@dataclass
class World:
    """Everybody by his part, and every thing by the pupil or the school that it belongs to."""

    schools: dict[str, School] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    pupils: dict[str, Student] = field(default_factory=dict)
    things: dict[tuple[str, str], Any] = field(default_factory=dict)        # (what, of whom)
    canaries: Canaries = field(default_factory=Canaries)
    handler: ClientHandler = field(default_factory=partial(ClientHandler, enforce_csrf_checks=False))      # loads the middleware once
    closed: dict[str, set[str]] = field(default_factory=dict)               # person → the markers that are not for him

    def client(self, persona: str) -> Client:
        """A browser in which this person is signed in."""
        if persona not in self.clients:
            self.clients[persona] = signed_in(self.people.get(persona))
            self.clients[persona].handler = self.handler
        return self.clients[persona]


# Whose home is where: the pupils of «own», «same school» and «elsewhere» in the table.
HOMES = {
    "vlieger": ("noor", "finn", "sam"),
    "kompas": ("sam", "lotte", "noor"),
    "yara": ("yara", "sam", "noor"),
}
PERSONAS = {
    "anonymous": "vlieger", "ex_employee": "vlieger",
    "parent": "vlieger", "parent_no_authority": "vlieger", "parent_blocked": "vlieger", "parent_of_another": "vlieger",
    "step_parent": "vlieger", "parent_of_16": "yara", "pupil_15": "kompas", "pupil_16": "yara",
    "group_teacher": "vlieger", "other_teacher": "vlieger", "former_teacher": "vlieger", "future_teacher": "vlieger", "no_role": "vlieger",
    "counsellor": "vlieger", "adviser": "vlieger", "office": "vlieger", "director": "vlieger", "school_coordinator": "vlieger",
    "mentor": "kompas", "care_coordinator": "kompas",
    "coordinator": "vlieger", "handler": "vlieger", "fg": "vlieger", "ict": "vlieger", "board_member": "vlieger",
}
SCHOOL_OF = {"noor": "vlieger", "finn": "vlieger", "sam": "kompas", "lotte": "kompas", "yara": "kompas"}


class Visitor(Client):
    """Asks and takes the answer as it is, without the test client's copies of templates and contexts: there are thousands of questions."""

    def request(self, **request):
        return self.handler(self._base_environ(**request))


def signed_in(user: User | None) -> Client:
    client = Visitor()
    if user is not None:
        client.force_login(user)
        session = client.session
        session.update({SECOND_FACTOR: True, SIGNED_IN_AT: NOW.timestamp(), SEEN_AT: NOW.timestamp(), STATED: _openings(user)})
        session.save()
    return client


def _openings(user: User) -> dict[str, str]:
    """Each log open for a stated purpose: who may not open it is refused all the same (S2-128)."""
    made = {log: LogOpening(log=log, purpose=LogPurpose.OVERSIGHT, words="test", by=user, at=NOW, until=NOW + 24 * HOUR) for log in Log}
    LogOpening.objects.bulk_create(made.values())
    return {log.value: str(opening.pk) for log, opening in made.items()}


def build() -> World:
    seed_matrices(valid_from=date(2020, 1, 1))
    world = World()
    board = BoardFactory()
    policy.use_preset(school=None, preset="po", valid_from=date(2020, 1, 1), by=None, at=NOW)
    world.schools = {
        "vlieger": SchoolFactory(board=board, name="De Vlieger", brin="99ZA", sector=Sector.PO, logo=b"picture"),
        "kompas": SchoolFactory(board=board, name="Het Kompas College", brin="99ZB", sector=Sector.VO),
    }
    policy.use_preset(school=world.schools["kompas"], preset="vo", valid_from=date(2020, 1, 1), by=None, at=NOW)
    classes = _classes(world)
    _pupils(world, classes)
    _staff(world, board, classes)
    _families(world)
    for name in world.pupils:
        _things_of_pupil(world, name)
    _limits(world)
    _forms(world)
    _orders(world)
    _consents(world)
    with consents.rewritable():
        world.canaries = canaries.seed(world.pupils)
    for name in world.schools:
        _things_of_school(world, name)
    _things_of_board(world)
    User.objects.filter(kind=Kind.STAFF).update(password=make_password("lang en geheim"))
    for user in world.people.values():
        user.refresh_from_db()
    return world


def _classes(world: World) -> dict[str, Any]:
    vlieger, kompas = world.schools["vlieger"], world.schools["kompas"]
    return {
        "6A": ClassGroupFactory(school=vlieger, name="6A"), "5B": ClassGroupFactory(school=vlieger, name="5B"),
        "4H1": ClassGroupFactory(school=kompas, name="4H1"), "2A": ClassGroupFactory(school=kompas, name="2A"),
    }


def _pupils(world: World, classes: dict[str, Any]) -> None:
    for name, class_name, born in (
        ("noor", "6A", date(2016, 5, 4)), ("finn", "5B", date(2017, 2, 3)), ("sam", "4H1", date(2011, 9, 9)),
        ("lotte", "2A", date(2013, 1, 2)), ("yara", "4H1", date(2010, 3, 3)),
    ):
        user = {"sam": "pupil_15", "yara": "pupil_16"}.get(name)
        if user:
            world.people[user] = FamilyUserFactory(name=name)
        world.pupils[name] = pupil(
            classes[class_name].school, classes[class_name], first_name=name.capitalize(), birth_on=born, user=world.people.get(user)
        )
        world.things["double", name] = pupil(classes[class_name].school, classes[class_name], birth_on=born)


def _staff(world: World, board, classes: dict[str, Any]) -> None:
    vlieger, kompas = world.schools["vlieger"], world.schools["kompas"]
    world.people |= {
        "group_teacher": staff(Role.GROUP_TEACHER, classes["6A"]),
        "other_teacher": staff(Role.GROUP_TEACHER, classes["5B"]),
        "former_teacher": staff(Role.GROUP_TEACHER, classes["6A"], until=NOW - HOUR),
        "future_teacher": staff(Role.GROUP_TEACHER, classes["6A"], since=NOW + HOUR, until=YEAR_END),
        "no_role": UserFactory(),
        "counsellor": staff(Role.COUNSELLOR, vlieger),
        "adviser": staff(Role.ADVISER, vlieger),
        "office": staff(Role.OFFICE, vlieger),
        "director": staff(Role.DIRECTOR, vlieger),
        "school_coordinator": staff(Role.COORDINATOR, vlieger),
        "mentor": staff(Role.MENTOR, classes["4H1"]),
        "care_coordinator": staff(Role.CARE_COORDINATOR, kompas),
        "coordinator": staff(Role.COORDINATOR, board),
        "handler": staff(Role.COORDINATOR, board),              # a second one, who handles the requests: so his cases open more
        "fg": staff(Role.FG, board),
        "ict": staff(Role.ICT, board),
        "board_member": staff(Role.BOARD_MEMBER, board),
        "ex_employee": staff(Role.DIRECTOR, vlieger),
        "director of kompas": staff(Role.DIRECTOR, kompas),
    }
    world.people["ex_employee"].is_active = False
    world.people["ex_employee"].save()


def _families(world: World) -> None:
    people, pupils = world.people, world.pupils
    for name in ("parent", "parent_no_authority", "parent_blocked", "parent_of_another", "step_parent", "parent_of_16"):
        people[name] = FamilyUserFactory()
    mothers = {"noor": people["parent"], "finn": people["parent_of_another"], "yara": people["parent_of_16"]}
    for name, child in pupils.items():
        world.things["guardian", name] = guardian(child, user=mothers.get(name), needs_own_address=True)
        world.things["second guardian", name], world.things["third guardian", name] = guardian(child), guardian(child)
    guardian(pupils["noor"], user=people["parent_no_authority"], authority=Authority.NO)
    guardian(pupils["noor"], user=people["parent_blocked"], relation={"has_contact_block": True})


def _things_of_pupil(world: World, name: str) -> None:
    student, school, things = world.pupils[name], world.schools[SCHOOL_OF[name]], world.things
    for category in (Category.GUI, Category.MED):
        things[f"entry {category}", name] = entry(student, school, category)
    for category in (Category.ABS, Category.RES, Category.CAR, Category.SAF, Category.FIN, Category.TRF):
        entry(student, school, category, title="Titel")
    entry(student, school, Category.GUI, voided_at=NOW, voided_why="vergissing")
    things["entry", name], things["file", name] = papers.entry_with_file(student, school)
    things["case", name] = case(student, school=school, categories=["GUI", "CAR", "MED"], kind=CaseKind.CARE)
    if name == "sam":
        give_case(world.people["mentor"], things["case", name])
    things["post", name], things["post file", name] = papers.letter_with_file(things["case", name])
    things["held file", name] = papers.held_file(things["post", name])
    enrolment = student.enrolments.get()
    enrolment.departure_candidate_on = TODAY
    enrolment.save()
    things["enrolment", name] = enrolment
    things["relation", name] = things["guardian", name].relations.get()
    things["place", name] = student.memberships.get()
    things["letter", name] = papers.letter(student, things["guardian", name], school)
    asked = ExceptionRequest(
        school=school, student=student, person=UserFactory(), role=Role.OFFICE, categories=["GUI"], until_on=TODAY + timedelta(days=9),
        reason="test", asked_by=world.people["director" if school.name == "De Vlieger" else "director of kompas"], asked_at=NOW,
    )
    asked.save()
    things["exception", name] = asked
    things["relation without account", name] = papers.without_account(student)
    things["contact", name] = papers.organisation(student)
    things["organisation", name] = things["contact", name].organisation.relations.get()
    things["agreed", name] = _agreed(things["relation", name])
    papers.spent_code(things["second guardian", name], school)
    things["merge", name] = papers.merge(student, things["guardian", name])
    things["transfer", name] = papers.transfer(student, school, things[f"entry {Category.GUI}", name])
    things["file request", name] = papers.file_request(student, school)
    things["concern", name] = papers.concern(student, school)
    papers.answered(things["concern", name])
    papers.dropped(papers.letter(student, things["second guardian", name], school))
    _limits_to_come(world, name)
    _requests_of(world, name)


def _agreed(relation: GuardianRelation) -> AgreedAccess:
    """What a pupil agreed to who is not of age: it counts from 18 on."""
    return AgreedAccess.objects.create(relation=relation, categories=["CAR"], since=NOW, until=NOW + 9 * HOUR, by=UserFactory())


def _limits_to_come(world: World, name: str) -> None:
    """A restriction and a protection that begin tomorrow: their pages are there, and they close nothing today."""
    student, school = world.pupils[name], world.schools[SCHOOL_OF[name]]
    to_come = {"student": student, "school": school, "since": NOW + timedelta(days=1), "categories": ["IMG"], "reason": "test"}
    to_come["review_on"] = TODAY + timedelta(days=30)
    world.things["restriction", name] = Restriction(ground=RestrictionGround.ACCURACY, **to_come)
    world.things["protection", name] = Protection(is_confirmed=True, decided_at=NOW, **to_come)
    for limit in (world.things["restriction", name], world.things["protection", name]):
        limit.save()
    RestrictedUse(restriction=world.things["restriction", name], ground="consent", what="test", at=NOW).save()


def _limits(world: World) -> None:
    """Results of Noor are hidden from her family, those of Sam are contested (C-25; art. 18)."""
    whole = {"since": NOW - HOUR, "categories": ["RES"], "reason": "test"}
    Protection(student=world.pupils["noor"], review_on=TODAY + timedelta(days=90), **whole).save()
    Restriction(student=world.pupils["sam"], ground=RestrictionGround.ACCURACY, **whole).save()


def give_case(user: User, file) -> None:
    grant(user=user, role=Role.MENTOR, on=file, since=NOW - HOUR, until=file.until, why="test", by=None, at=NOW)


def _requests_of(world: World, name: str) -> None:
    """One that has come in, one that is being collected, one that waits for a decision; of Yara only her own."""
    things, student = world.things, world.pupils[name]
    first = world.people["pupil_16"] if name == "yara" else things["guardian", name].user
    received = _receive(student, first)
    things["request", name] = things["collecting", name] = things["submitted", name] = received
    things["delivery", name] = _delivery(received, student)
    handler = world.people["handler"]
    things["task", name] = _task(received, handler, world.people["director" if SCHOOL_OF[name] == "vlieger" else "director of kompas"])
    if name == "yara":
        return
    things["collecting", name] = _collect(_receive(student, things["second guardian", name].user), handler)
    things["item", name] = things["collecting", name].items.filter(category="GUI", kind="entry").first()
    things["file item", name] = things["collecting", name].items.get(category="GUI", kind="file")
    things["redaction", name] = redacting.black_out(
        things["item", name], [(0, 3, "child", "another pupil")], by=resolve(handler, NOW), at=NOW
    )[0]
    handled = {"privacy_request": things["collecting", name], "asked_at": NOW, "asked_by": handler}
    Question(kind="scope", text="Wat zoekt u?", asked_on=TODAY, **handled).save()
    Extension(privacy_request=things["collecting", name], days=28, reason="veel stukken", told_on=TODAY, at=NOW, by=handler).save()
    submitted = _collect(_receive(student, things["third guardian", name].user), handler)
    for item in submitted.items.all():
        item.state, item.done_at = ItemState.CLEARED, NOW
        item.save()
    things["submitted", name] = deciding.submit(submitted, by=resolve(handler, NOW), at=NOW)


def _task(privacy_request, handler: User, director: User):
    by = resolve(handler, NOW)
    asked = letters.case_of(by, privacy_request.pk)
    return assignments.ask(asked, assignee=director, words="Bel de ouders.", due_on=TODAY, by=by, at=NOW)


def _receive(student: Student, user: User):
    return receiving.receive(student=student, right="access", wish="", by=resolve(user, NOW), at=NOW)[0]


def _collect(privacy_request, handler: User):
    by = resolve(handler, NOW)
    identity.identify(
        privacy_request, method=Method.SIGNED_IN, attribute_one=Attribute.SIGN_IN_ADDRESS, attribute_two=Attribute.CHILD_BIRTH,
        document_seen="", checked_on=TODAY, by=by, at=NOW,
    )
    return gathering.gather(privacy_request, by=by, at=NOW)


def _delivery(privacy_request, student: Student) -> Delivery:
    delivery = Delivery(
        privacy_request=privacy_request, part=Part.PDF, document=papers.document(privacy_request, student), issued_at=NOW,
        available_until=NOW + timedelta(days=7),
    )
    delivery.save()
    return delivery


def _orders(world: World) -> None:
    """An order of the police about a pupil of each school."""
    coordinator = resolve(world.people["coordinator"], NOW)
    for name, school in world.schools.items():
        pupil_there = world.pupils["noor" if name == "vlieger" else "sam"]
        world.things |= {(what, name): thing for what, thing in suppliers.order_of(school, coordinator, pupil_there).items()}


def _forms(world: World) -> None:
    """The application form, filled in for each pupil."""
    found = processing.things_of_board(resolve(world.people["coordinator"], NOW), resolve(world.people["board_member"], NOW))
    world.things |= {(what, "board"): thing for what, thing in found.items()}
    for name, student in world.pupils.items():
        parts = found["form"], student, world.schools[SCHOOL_OF[name]], world.things["guardian", name], world.people["office"]
        world.things["submission", name] = processing.submission(*parts)


def _consents(world: World) -> None:
    """What each school asks, and an answer on paper for every pupil."""
    coordinator = resolve(world.people["coordinator"], NOW)
    for name, school in world.schools.items():
        world.things |= {(what, name): thing for what, thing in consents.things_of_school(school, coordinator).items()}
    for name, student in world.pupils.items():
        parts = student, world.things["guardian", name], world.schools[SCHOOL_OF[name]], coordinator
        world.things |= {(what, name): thing for what, thing in consents.things_of_pupil(*parts).items()}
        campaigns.told_by_hand(world.things["enrolment", name], world.people["office"])
        world.things |= {(what, name): thing for what, thing in talks.things_of_pupil(student, world.things["case", name]).items()}
    for name, school in world.schools.items():
        world.things |= {(what, name): thing for what, thing in campaigns.things_of_school(school, coordinator).items()}
    for name, school in world.schools.items():
        of_school = [student for key, student in world.pupils.items() if SCHOOL_OF[key] == name]
        world.things |= {(what, name): thing for what, thing in placed.things_of_school(school, of_school, coordinator).items()}
    for name, student in world.pupils.items():
        world.things["follow up", name] = placed.follow_up(world.things["placed", SCHOOL_OF[name]], student, coordinator)


def _things_of_school(world: World, name: str) -> None:
    school, things = world.schools[name], world.things
    director = world.people["director" if name == "vlieger" else "director of kompas"]
    colleague = staff(Role.OFFICE, school)
    things["colleague", name] = colleague
    things["class", name] = school.classes.order_by("name").first()
    things["grant", name] = colleague.schoolgrants.get()
    things["proposal", name] = proposals.propose(
        user=UserFactory(), role=Role.OFFICE, school=school, since=NOW, until=None, why="test", by=resolve(director, NOW), at=NOW
    )
    things["school", name] = school
    things["run", name] = papers.print_run(world.pupils["noor" if name == "vlieger" else "sam"], school, colleague)
    held = {"school": school, "user": colleague, "since": TODAY, "decision": "test", "by": None, "at": NOW}
    things["appointment", name] = keeping.appoint(function=Function.ADVISER, email=colleague.email, phone="0492 111 222", **held)
    things["mandate", name] = keeping.give_mandate(subject=Subject.SIGN_LETTERS, **held)
    things["cover", name] = covers.give(
        absent=staff(Role.OFFICE, school), stand_in=staff(Role.WEB_EDITOR, school), school=school, since=NOW, until=NOW + 24 * HOUR,
        by=resolve(director, NOW), at=NOW,
    )
    coordinator = resolve(world.people["coordinator"], NOW)
    things |= {(what, name): thing for what, thing in suppliers.things_of(school, coordinator).items()}
    things |= {(what, name): thing for what, thing in processing.things_of(school, coordinator, resolve(world.people["fg"], NOW)).items()}
    things["policy", name] = policy.propose(
        school=school, values=PRESETS["po"], valid_from=TODAY, note="test", by=coordinator, at=NOW
    )
    things["data rule", name] = data_categories.propose(
        DataCategory.objects.get(code="behaviour"), Place(school.sector, school), is_kept=False, since=TODAY, note="test", by=coordinator,
        at=NOW,
    )


def _things_of_board(world: World) -> None:
    coordinator = resolve(world.people["coordinator"], NOW)
    versions.propose(versions.begin("po", by=coordinator, at=NOW), valid_from=TODAY, note="test", by=coordinator, at=NOW)
    versions.begin("vo", by=coordinator, at=NOW)
    world.things["enrolment", "noor"].refresh_from_db()
    key = world.things["enrolment", "noor"].key
    guardians = f"leerling;brin;achternaam;gezag\n{key};99ZA;Smit;ja\n".encode()
    world.things["export", "office"] = papers.export(world.people["office"], world.schools["vlieger"])
    accounts.statements.seed(at=NOW)
    world.things["upload", "office"] = _keep(make_edexml(pupils=1, brin="99ZA"), UploadKind.EDEXML, world)
    world.things["guardian upload", "office"] = _keep(guardians, UploadKind.GUARDIANS, world)
    world.things["holiday", "board"] = HolidayDeviation.objects.create(day=date(2027, 5, 7), is_holiday=True, name="test")
    stuck = Item(kind="mail", key="stuck", created_at=NOW, due_at=NOW, state=State.FAILED)
    stuck.save()
    world.things["stuck", "board"] = stuck


def _keep(content: bytes, kind: UploadKind, world: World) -> ImportUpload:
    upload = ImportUpload(kind=kind, school=world.schools["vlieger"], shown="0" * 64)
    return pending.keep(upload, content, by=world.people["office"], at=NOW)
