"""What the school holds on a pupil, as pieces that can be read and blacked out one by one (GDPR 15(1), 15(3); S2-163)."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacyadmin import audit, crypto
from privacyadmin.access.catalogue import Category
from privacyadmin.access.doors import role_label
from privacyadmin.files.correspondence import Letter, opened
from privacyadmin.files.models import Correspondence, CorrespondenceFile, FileState
from privacyadmin.files.services import name_of
from privacyadmin.personal_data import keys_of
from privacyadmin.times import local_day
from students import held
from students.letters import KIND as CASE
from students.models import CaseKind, CasePupil, ClassMembership, DossierEntry, DossierFile, GuardianRelation

from .addresses import others_keep_secret
from .letters import KIND
from .models import ItemKind, PrivacyRequest
from .suggestions import names_of

BSN_LABEL = "students.Student.bsn_sealed"


@dataclass(frozen=True)
class Piece:
    """One thing that is held, with the facts that art. 15(1) wants told of it."""

    kind: str
    category: str
    text: str
    source_id: UUID | None = None
    happened_on: date | None = None
    author_name: str = ""
    source: str = ""
    nature: str = ""
    school_name: str = ""
    data_category: str = ""
    others: tuple[str, ...] = ()            # names of other pupils that are never given: it is about them too


def pieces(privacy_request: PrivacyRequest, *, protected: Collection[str] = ()) -> list[Piece]:
    """Everything on this pupil in the categories that were asked for; the adviser's own notes are never among them (S1-115).

    A letter with its accent is one sign in every text: typed as two, a name would be missed by whoever blacks it out.
    """
    wanted = set(privacy_request.categories) - {Category.ADV}
    keyring = crypto.Keyring.for_subjects([privacy_request.student_id])
    shared = shared_cases(privacy_request)
    found = [
        *_master_data(privacy_request, keyring, protected),
        *_entries(privacy_request, wanted, keyring),
        *_answers(privacy_request, wanted),
        *_files(privacy_request, wanted, keyring),
        *_letters(privacy_request, wanted, shared),
    ]
    return [replace(piece, text=unicodedata.normalize("NFC", piece.text)) for piece in found if piece.category in wanted and piece.text]


def _day(value: date | None) -> str:
    return date_format(value, "j F Y") if value else ""


def _lines(pairs: Iterable[tuple[str, str | None]]) -> str:
    return "\n".join(f"{label}: {value}" for label, value in pairs if value)


def _master_data(privacy_request: PrivacyRequest, keyring, protected: Collection[str]) -> Iterator[Piece]:
    student = privacy_request.pupil
    yield Piece(ItemKind.PUPIL, Category.ID, _pupil(privacy_request))
    if student.bsn_sealed:
        number = keyring.open(student.pk, student.bsn_sealed, label=BSN_LABEL, row_id=student.pk)
        yield Piece(ItemKind.BSN, Category.BSN, _lines([(_("Citizen service number"), number)]))
    yield Piece(ItemKind.FAMILY, Category.FAM, "\n\n".join(_family(privacy_request)))
    yield Piece(ItemKind.ENROLMENT, Category.ENR, "\n\n".join(_enrolments(student)))
    yield Piece(ItemKind.CLASSES, Category.ENR, "\n".join(_classes(student)))
    yield Piece(ItemKind.LIMITS, Category.ID, "\n\n".join(_restrictions(student)))
    yield Piece(ItemKind.READINGS, Category.ID, "\n".join(_readings(student, protected)))


def _pupil(privacy_request: PrivacyRequest) -> str:
    """A postcode could tell one guardian where the other one lives, so it stays out where that is a secret (DOMAIN 1.6)."""
    student = privacy_request.pupil
    return _lines(
        [
            (_("Name"), student.full_name),
            (_("Given names"), student.given_names),
            (_("Date of birth"), _day(student.birth_on)),
            (_("Sex"), str(student.get_sex_display())),
            (_("E-mail"), student.email),
            (_("Postcode"), "" if others_keep_secret(privacy_request) else student.postcode),
            ("ECK iD", student.eck_id),
        ]
    )


def _family(privacy_request: PrivacyRequest) -> Iterator[str]:
    """Of another guardian the name, the relation and the authority: his address, number and mail are his own."""
    relations = (
        GuardianRelation.objects.filter(student=privacy_request.student).select_related("guardian").order_by("guardian__last_name", "pk")
    )
    for relation in relations:
        guardian, is_own = relation.guardian, relation.guardian_id == privacy_request.guardian_id
        own = [
            (_("E-mail"), guardian.email),
            (_("Phone"), guardian.phone),
            (_("Evidence of authority"), relation.authority_evidence),
            (_("Right to information"), _("yes") if relation.has_information_right else _("no")),
            (_("Language"), guardian.get_language_display()),
        ]
        yield _lines(
            [
                (_("Name"), guardian.name_for_others),
                (_("Relation"), str(relation.get_kind_display())),
                (_("Authority"), str(relation.get_authority_display())),
                (_("Authority from"), _day(relation.authority_since)),
                (_("Authority until"), _day(relation.authority_until)),
                *(own if is_own else []),
            ]
        )


def _enrolments(student) -> Iterator[str]:
    for enrolment in student.enrolments.select_related("school").order_by("entry_on", "pk"):
        yield _lines(
            [
                (_("School"), enrolment.school.name),
                (_("Pupil number"), enrolment.key),
                (_("Status"), str(enrolment.get_status_display())),
                (_("Applied on"), _day(enrolment.applied_on)),
                (_("Enrolled from"), _day(enrolment.entry_on)),
                (_("Left on"), _day(enrolment.left_on)),
                (_("Year"), enrolment.year_group),
                (_("Location"), enrolment.location),
            ]
        )


def _classes(student) -> Iterator[str]:
    rows = (
        ClassMembership.objects.filter(student=student)
        .select_related("class_group__school_year", "class_group__school")
        .order_by("since", "pk")
    )
    for row in rows:
        group = row.class_group
        until = f" – {_day(row.until)}" if row.until else ""
        yield f"{group.name}, {group.school.name}, {group.school_year.name}: {_day(row.since)}{until}"


def _restrictions(student) -> Iterator[str]:
    """Where and why the processing was or is restricted (GDPR 18, S2-185); what protects the pupil is never told (C-25)."""
    for restriction in student.restrictions.order_by("since", "pk"):
        yield _lines(
            [
                (_("Restricted"), ", ".join(restriction.category_labels)),
                (_("Ground in the law"), str(restriction.get_ground_display())),
                (_("From"), _day(local_day(restriction.since))),
                (_("Until"), _day(local_day(restriction.until)) if restriction.until else ""),
            ]
        )


def _readings(student, protected: Collection[str]) -> Iterator[str]:
    """When somebody read a sensitive part, and in which role: the person himself is not named (ECJ C-579/21).

    What is protected, and whom the adviser speaks with, is not told this way either (S1-115, S1-117).
    """
    labels = dict(Category.choices)
    seen = audit.readings_of(keys_of(student.pk)).exclude(category__in=[*protected, Category.ADV])
    for reading in seen.order_by("at", "pk"):
        yield f"{_day(reading.at.date())} · {labels.get(reading.category, reading.category)} · {role_label(reading.right)}"


def _entries(privacy_request: PrivacyRequest, wanted: set[str], keyring) -> Iterator[Piece]:
    rows = (
        DossierEntry.objects.filter(student=privacy_request.student, category__in=wanted)
        .select_related("school")
        .order_by("happened_on", "pk")
    )
    for entry in rows:
        yield Piece(
            ItemKind.ENTRY,
            entry.category,
            _words(entry, keyring),
            entry.pk,
            entry.happened_on,
            entry.author_name,
            entry.source,
            entry.nature,
            entry.school.name,
            entry.data_category_id or "",
        )


def _words(entry: DossierEntry, keyring) -> str:
    """The subject on a line of its own, then the text; what was voided is still held, and is given as such."""
    whole = f"{entry.title}\n\n{entry.opened(keyring)}" if entry.title else entry.opened(keyring)
    text = whole.replace("\r\n", "\n").strip()
    return f"{text}\n[{_('Voided')}: {entry.voided_why}]" if entry.voided_at else text


def _answers(privacy_request: PrivacyRequest, wanted: set[str]) -> Iterator[Piece]:
    """What a family answered on forms; what one parent told of the parents, or of a secret home, is not given to another (DOMAIN 1.6)."""
    secret = others_keep_secret(privacy_request)
    for each in held.of(privacy_request.pupil.pk, wanted):
        is_own = each.told_by and each.told_by == privacy_request.guardian_id
        if is_own or not (each.is_of_family or (secret and each.category == Category.CT)):
            words = f"{each.label}\n\n{each.text}".replace("\r\n", "\n")
            yield Piece(
                ItemKind.FORM, each.category, words, each.key, each.on, source=each.source, school_name=each.school_name,
                data_category=each.data_category,
            )


def _files(privacy_request: PrivacyRequest, wanted: set[str], keyring) -> Iterator[Piece]:
    rows = DossierFile.objects.filter(student=privacy_request.student, category__in=wanted, state=FileState.RELEASED)
    for file in rows.select_related("entry__school").order_by("entry__happened_on", "pk"):
        yield Piece(
            ItemKind.FILE,
            file.category,
            name_of(file, keyring),
            file.pk,
            file.entry.happened_on,
            file.entry.author_name,
            file.entry.source,
            file.entry.nature,
            file.entry.school.name,
            file.entry.data_category_id or "",
        )


def shared_cases(privacy_request: PrivacyRequest) -> dict[UUID, tuple[str, ...]]:
    """The care cases that are about other pupils too, each with the names by which people write of them (GDPR 15(4))."""
    student = privacy_request.pupil
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = CasePupil.objects.filter(case__case_pupils__student=student, case__kind=CaseKind.CARE).exclude(student=student)
    for other in rows.select_related("student").order_by("pk"):
        found[other.case_id] += names_of(other.student)
    own = {name.casefold() for name in names_of(student)}
    return {case: tuple(name for name in names if name.casefold() not in own) for case, names in found.items()}


def _letters(privacy_request: PrivacyRequest, wanted: set[str], shared: dict[UUID, tuple[str, ...]]) -> Iterator[Piece]:
    """What came in and went out on cases of this pupil, with its files; letters of another person's request are that person's own.

    Letters of a case about several pupils are vetted, with the names of the others blacked out beforehand.
    """
    own = PrivacyRequest.objects.filter(
        student=privacy_request.student, guardian=privacy_request.guardian_id, capacity=privacy_request.capacity
    ).exclude(pk=privacy_request.pk)
    rows = (
        Correspondence.objects.filter(
            Q(subject=privacy_request.pupil.pk) | Q(case_kind=CASE, case__in=list(shared)), category__in=wanted
        )
        .filter(~Q(case_kind=KIND) | Q(case__in=own.values("pk")))
        .select_related("school")
        .prefetch_related("files")
        .order_by("happened_on", "pk")
    )
    for letter in opened(rows):
        row = letter.row
        school = row.school.name if row.school else ""
        others = shared.get(row.case, ())
        yield Piece(ItemKind.LETTER, row.category, _words_of_letter(letter), row.pk, row.happened_on, school_name=school, others=others)
        for file in letter.files:
            if not file.why_not:
                yield Piece(ItemKind.FILE, row.category, file.name, file.key, row.happened_on, school_name=school, others=others)


def _words_of_letter(letter: Letter) -> str:
    row = letter.row
    head = f"{row.get_direction_display()} ({row.get_channel_display()}): {letter.party}"
    text = f"{head}\n\n{letter.words}".replace("\r\n", "\n").strip()
    return f"{text}\n[{_('Voided')}: {row.voided_why}]" if row.voided_at else text


def received_files(keys: Collection[UUID]) -> dict[UUID, DossierFile | CorrespondenceFile]:
    """The files that pieces were copied from, of entries and of letters, by their key."""
    of_entries = DossierFile.objects.select_related("entry").filter(pk__in=keys, state=FileState.RELEASED)
    of_letters = CorrespondenceFile.objects.select_related("correspondence").filter(pk__in=keys, state=FileState.RELEASED)
    found: list[DossierFile | CorrespondenceFile] = [*of_entries, *of_letters]
    return {file.pk: file for file in found}


def is_of(file: DossierFile | CorrespondenceFile, student_id: UUID, privacy_request: PrivacyRequest) -> bool:
    """Whether a file lies under the key of this pupil, or came in on a care case that is about him and others."""
    if file.seal_subject == student_id:
        return True
    return isinstance(file, CorrespondenceFile) and file.correspondence.case in shared_cases(privacy_request)
