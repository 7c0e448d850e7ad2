"""Names of other people that the school itself knows, found in a text: proposals for the one who blacks out (S2-169)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from privacyadmin.access.models import SchoolGrant
from students.models import ClassGrant, GuardianRelation, StaffMember, Student

from .models import PrivacyRequest, RedactionGround

SHORTEST = 3  # letters: a shorter name stands in half of all words
MOST = 60


@dataclass(frozen=True)
class Suggestion:
    """A passage that may be about somebody else."""

    start: int
    end: int
    passage: str
    ground: str
    reason: Any

    @property
    def key(self) -> str:
        return f"{self.start}-{self.end}-{self.ground}"


@dataclass
class KnownPeople:
    """The names to look for around one pupil, and those that are his own or the requester's."""

    names: dict[str, tuple[str, Any]]
    own: set[str]

    def find(self, text: str, taken: list[tuple[int, int]]) -> list[Suggestion]:
        """Each place once, the longest name first; what is blacked out already is left out."""
        words = sorted((name for name in self.names if name.casefold() not in self.own), key=len, reverse=True)
        if not words:
            return []
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in words)})(?!\w)", re.IGNORECASE)
        by_fold = {name.casefold(): value for name, value in self.names.items()}
        found = []
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                ground, reason = by_fold[match[0].casefold()]
                found.append(Suggestion(match.start(), match.end(), match[0], ground, reason))
        return found[:MOST]


def people_around(privacy_request: PrivacyRequest) -> KnownPeople:
    """Class-mates of now and then, the pupil's guardians, and the staff of the school."""
    student = privacy_request.pupil
    own = {form.casefold() for form in forms_of_name(student.first_name, student.prefix, student.last_name)}
    if privacy_request.guardian:
        own |= {form.casefold() for form in _forms_of(privacy_request.guardian)}
    names: dict[str, tuple[str, Any]] = {}
    for form in _staff(privacy_request):
        names.setdefault(form, (RedactionGround.STAFF, _("Name of a member of staff")))
    for form in _guardians(privacy_request):
        names[form] = (RedactionGround.ADULT, _("Name of a parent"))
    for form in _classmates(student):
        names[form] = (RedactionGround.CHILD, _("Name of another pupil"))
    return KnownPeople(names, own)


def _classmates(student: Student) -> Iterator[str]:
    groups = student.memberships.values("class_group")
    others = Student.objects.filter(memberships__class_group__in=groups).exclude(pk=student.pk).distinct().order_by()
    for first, given, prefix, last in others.values_list("first_name", "given_names", "prefix", "last_name")[:400]:
        yield from forms_of_name(first or given.split(" ")[0], prefix, last)


def _guardians(privacy_request: PrivacyRequest) -> Iterator[str]:
    """Of this pupil and of the class-mates: a note on a quarrel names mothers too."""
    student = privacy_request.pupil
    relations = GuardianRelation.objects.filter(student__memberships__class_group__in=student.memberships.values("class_group"))
    relations = relations | GuardianRelation.objects.filter(student=student)
    people = {relation.guardian for relation in relations.select_related("guardian").distinct()[:800]}
    for guardian in people:
        if guardian.pk != privacy_request.guardian_id:
            yield from _forms_of(guardian)


def _staff(privacy_request: PrivacyRequest) -> Iterator[str]:
    school = privacy_request.school_id
    names = set(StaffMember.objects.filter(school=school).values_list("name", flat=True))
    names |= set(SchoolGrant.objects.filter(content_object=school).values_list("user__name", flat=True))
    names |= set(ClassGrant.objects.filter(content_object__school=school).values_list("user__name", flat=True))
    for name in names:
        if len(name) >= SHORTEST:
            yield name


def names_of(student: Student) -> list[str]:
    """How people write of a pupil."""
    return forms_of_name(student.first_name or student.given_names.split(" ")[0], student.prefix, student.last_name)


def _forms_of(guardian) -> list[str]:
    return forms_of_name(guardian.first_name, guardian.prefix, guardian.last_name)


def forms_of_name(first: str, prefix: str, last: str) -> list[str]:
    """«Finn de Boer», «Finn», «de Boer», «Finn B.»: how people write of each other."""
    full_last = f"{prefix} {last}".strip()
    forms = [f"{first} {full_last}".strip(), first, full_last, f"{first} {last[:1]}." if first and last else ""]
    return [form for form in dict.fromkeys(forms) if len(form) >= SHORTEST]
