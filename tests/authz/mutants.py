"""Rules of access, each changed on its own; a layer of these tests must then fail (RELIABILITY 3)."""
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from types import FunctionType
from typing import Any

from privacyadmin.access import scope as scopes
from privacyadmin.access.catalogue import Reach
from privacyadmin.access.scope import Held, Where
from privacyadmin.access.sources import SOURCES
from tests.authz.grid import STAFF_SOURCES

# Reach: what stands in the statement of the scope, and what is put in its place.
PARENT = "students_guardianrelation"
BRANCHES = [
    ("a board's role never ends", "staff", "access_boardgrant", "held.until > %(at)s", "true"),
    ("a board's role has begun before it begins", "staff", "access_boardgrant", "held.since <= %(at)s", "true"),
    ("a school's role never ends", "staff", "access_schoolgrant", "held.until > %(at)s", "true"),
    ("a school's role has begun before it begins", "staff", "access_schoolgrant", "held.since <= %(at)s", "true"),
    ("a school's role ends an instant late", "staff", "access_schoolgrant", "held.until > %(at)s", "held.until >= %(at)s"),
    ("a class's role never ends", "staff", "students_classgrant", "held.until > %(at)s", "true"),
    ("a class's role has begun before it begins", "staff", "students_classgrant", "held.since <= %(at)s", "true"),
    ("a class's role ends an instant late", "staff", "students_classgrant", "held.until > %(at)s", "held.until >= %(at)s"),
    ("a role in a case never ends", "staff", "students_casegrant", "held.until > %(at)s", "true"),
    ("a role in a case has begun before it begins", "staff", "students_casegrant", "held.since <= %(at)s", "true"),
    ("a case never lapses", "staff", "students_casegrant", "file.until > %(at)s", "true"),
    ("a parent without authority decides", "family", PARENT, "relation.authority not in ('ja', 'gerechtelijk')", "false"),
    ("unknown authority decides", "family", PARENT, "('ja', 'gerechtelijk')", "('ja', 'gerechtelijk', 'onbekend')"),
    ("authority counts before it begins", "family", PARENT, "relation.authority_since > %(on)s", "false"),
    ("authority counts after it ended", "family", PARENT, "relation.authority_until <= %(on)s", "false"),
    ("a contact block blocks nothing", "family", PARENT, "relation.has_contact_block", "false"),
    ("parents decide until 19", "family", PARENT, ">= 18", ">= 19"),
    ("parents decide until 17", "family", PARENT, ">= 16", ">= 17"),
    ("a pupil decides from 15", "family", "pupil.user_id", ">= 16", ">= 15"),
    ("a pupil decides a day late", "family", "pupil.user_id", "< to_char(pupil", "<= to_char(pupil"),
    ("a restriction never ends", "limits", "students_restriction", "until > %(at)s", "true"),
    ("a restriction is none", "limits", "students_restriction", "since <= %(at)s", "false"),
    ("a protection never ends", "limits", "students_protection", "until > %(at)s", "true"),
    ("a protection hides from the whole family", "limits", "students_protection", "uuid[], hidden_from", "uuid[], 'family'"),
    ("a protection hides from the parents alone", "limits", "students_protection", "uuid[], hidden_from", "uuid[], 'guardians'"),
]


def change_branch(monkeypatch, branches: str, table: str, old: str, new: str) -> None:
    texts = getattr(SOURCES, branches)
    changed = [text.replace(old, new) if f" {table}" in text else text for text in texts]
    assert changed != texts, f"{old} stands in no branch of {table}"
    monkeypatch.setattr(SOURCES, branches, changed)


def reach_mutants() -> Iterator[tuple[str, object, str, object]]:
    """Each a name, and what is put in the place of what."""
    wrong = ("school", Reach.CASE), ("class", Reach.SCHOOL), ("case", Reach.CLASS), ("board", Reach.CASE), ("school", Reach.CLASS)
    for source, reach in wrong:
        wider = scopes.REACH_OF | {source: scopes.REACH_OF[source] | {reach}}
        yield f"{source} carries {reach}", scopes, "REACH_OF", wider
    for source in STAFF_SOURCES:
        yield f"{source} carries nothing", scopes, "REACH_OF", scopes.REACH_OF | {source: frozenset()}
    yield "every right is enough", scopes, "gives", lambda right, wanted: True
    yield "a query is a right like others", scopes, "gives", lambda right, wanted: right >= wanted
    yield "only the same right is enough", scopes, "gives", lambda right, wanted: right == wanted
    yield "nobody is reached", Where, "holds", lambda self, pupil: False
    yield "everybody is reached", Where, "holds", lambda self, pupil: True
    yield "a class is its school", Where, "add", as_if("class", lambda where, held: where.schools.add(held.school))
    yield "a school is its sector", Where, "add", as_if("school", lambda where, held: where.sectors.update(held.sectors))
    yield "a case is its school", Where, "add", as_if("case", lambda where, held: where.schools.add(held.school))
    yield "the board is nobody's", Where, "add", as_if("board", lambda where, held: None)
    yield "a school is nobody's", Where, "add", as_if("school", lambda where, held: None)


def as_if(source: str, mutant: Callable[[Where, Held], None]) -> Callable:
    """`Where.add` with another reach for one kind of grant."""
    original = Where.add

    def add(self: Where, held: Held, sector: str) -> None:
        if held.source == source:
            mutant(self, held)
        else:
            original(self, held, sector)

    return add


# Guards: a function, what it does instead, and the addresses where that could be noticed.


SCOPE, PROPOSALS, LOADING = "privacyadmin.access.scope", "privacyadmin.access.proposals", "students.views.loading"
ASKED = "requests.models.privacy_requests:PrivacyRequestQuerySet"
DECIDING = ("requests:decide", "requests:send_back")


@dataclass(frozen=True)
class Guard:
    name: str
    function: str                  # module:name
    instead: Callable[..., Any]
    addresses: tuple[str, ...]     # how their names begin; none: the story, the pieces or the filled forms notice it


REGISTERS = ("requests:", "access:")
GUARDS = [
    Guard("a parent opens the pages of staff", "privacyadmin.access.doors:_staff_only", lambda request: None, ("students:list", "access:")),
    Guard("staff open the portal", "privacyadmin.access.doors:_family_only", lambda request: None, ("portal:",)),
    Guard("every register is everybody's", f"{SCOPE}:Scope.may", lambda self, register, verb, school=None: True, REGISTERS),
    Guard("no register is anybody's", f"{SCOPE}:Scope.may", lambda self, register, verb, school=None: False, REGISTERS),
    Guard("a register is asked of no school", f"{SCOPE}:Scope.schools", lambda self, register, *verbs: None, REGISTERS),
    Guard("a role of any school will do", f"{SCOPE}:Held.is_in", lambda self, school: True, ("students:", *REGISTERS)),
    Guard("any role will do", f"{SCOPE}:Scope.holds", lambda self, *roles, school=None: True, ("students:", "access:")),
    Guard("everybody may do everything", f"{SCOPE}:Scope.can", lambda self, pupil, category, right=None: True, ("students:",)),
    Guard("nothing of anybody is limited", f"{SCOPE}:_limits", lambda rows, is_family, himself: {}, ()),
    Guard("a case rests though the role goes on", f"{SCOPE}:is_carried", lambda role, school, others: False, ()),
    Guard("a case goes on though the role has ended", f"{SCOPE}:is_carried", lambda role, school, others: True, ()),
    Guard(
        "no pupil is a stranger", "students.models.pupils:StudentQuerySet.visible_to",
        lambda self, scope, *, category=None, right=None: self.with_places(on=scope.on), ("students:detail", "students:"),
    ),
    Guard("no case is a stranger's", "students.models.cases:CaseQuerySet.visible_to", lambda self, scope: self, ("students:case",)),
    Guard(
        "no entry is closed", "students.models.dossier:DossierQuerySet.of_pupil",
        lambda self, student, scope, *, categories, right=None: self.filter(student=student), ("students:entry", "students:file"),
    ),
    Guard("no request is a stranger's", f"{ASKED}.visible_to", lambda self, scope: self, ("requests:", "portal:")),
    Guard("no child is one's own", "privacyadmin.portal.children:child_of", lambda scope, key: None, ("portal:child", "portal:")),
    Guard("a step needs no right", "privacyadmin.workflow.steps:Step.lacks_right", lambda self, obj, scope: "", ("requests:",)),
    Guard("a step needs no state", "privacyadmin.workflow.steps:Step.state_objection", lambda self, obj, scope: "", ("requests:",)),
    Guard("whoever comes handles a request", "requests.workflow:is_handler", lambda privacy_request, scope: "", ("requests:",)),
    Guard("whoever comes decides on a request", "requests.workflow:is_decider", lambda privacy_request, scope: "", DECIDING),
    Guard("nobody decides on a request", "requests.workflow:is_decider", lambda privacy_request, scope: "no", DECIDING),
    Guard("nobody is the one who asked", "requests.workflow:is_requester", lambda privacy_request, scope: "no", ("portal:",)),
    Guard("everybody has handled a request", "requests.workflow:has_handled", lambda privacy_request, person: True, ("requests:",)),
    Guard("whoever comes reads a sealed piece", "requests.services.redacting:why_not", lambda item, scope, student: "", ()),
    Guard("a proposal is confirmed by who made it", f"{PROPOSALS}:why_not_answer", lambda proposal, scope: "", ("access:",)),
    Guard("roles are ended by anybody", f"{PROPOSALS}:why_not_end", lambda *, holder, school, scope: "", ()),
    Guard("nobody keeps addresses", f"{LOADING}:schools_or_403", lambda scope, roles, reason: [], ("students:address", "students:")),
]


def put_in_place(monkeypatch, guard: Guard) -> None:
    """Its code is exchanged, so that whoever imported the function has the other one too."""
    module, _colon, path = guard.function.partition(":")
    found: Any = import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    assert isinstance(found, FunctionType) and isinstance(guard.instead, FunctionType)
    monkeypatch.setattr(found, "__code__", guard.instead.__code__)
