"""What would stand twice with one person becomes one row, and the stricter of both holds: a merge never widens what anybody sees."""
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from privacyadmin import crypto, history
from students.imports.guardian_plan import name_of
from students.imports.known_as import mark
from students.imports.plan import identity_of
from students.merging import WHY, Followed, Pair, Who, move
from students.models import (
    ActivationCode,
    AgreedAccess,
    Authority,
    CasePupil,
    ClassMembership,
    Concern,
    Enrolment,
    EnrolmentKey,
    EnrolmentStatus,
    Guardian,
    GuardianKey,
    GuardianRelation,
    KnownAs,
)
from students.models.guardians import DECIDING

Row = TypeVar("Row", bound=Model)
LEADS: list[str] = [EnrolmentStatus.ENROLLED, EnrolmentStatus.APPLICANT, EnrolmentStatus.LEFT, EnrolmentStatus.REJECTED]
STRICTEST: list[str] = [Authority.NO, Authority.UNKNOWN, Authority.COURT, Authority.YES]
OF_THE_LEADER = ("departure_candidate_on", "departure_declined_on", "exit_on_file")


def rows(model: type[Row], name: str, key: UUID) -> list[Row]:
    return list(QuerySet(model).filter(**{name: key}).order_by("pk"))


def earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def latest(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


# Enrolments, with the keys of the school's own system.


def enrolments(pair: Pair) -> Followed:
    """One enrolment at each school: of two the one that goes furthest leads, and the dates are those of both."""
    found, kept = Followed(), {row.school_id: row for row in reversed(_leading_first(rows(Enrolment, "student", pair.survivor)))}
    for row in (*kept.values(), *rows(Enrolment, "student", pair.absorbed)):
        _remember_names(row)
    for gone in _leading_first(rows(Enrolment, "student", pair.absorbed)):
        own = kept.get(gone.school_id)
        if own is None:
            gone.student_id = pair.survivor
            kept[gone.school_id] = history.save(gone, at=pair.at, by=pair.by, why=WHY)
            found.moved += 1
        else:
            _unite_enrolments(own, gone, pair)
            found.united += 1
    return found


def _leading_first(found: list[Enrolment]) -> list[Enrolment]:
    return sorted(found, key=lambda row: LEADS.index(row.status))


def _unite_enrolments(kept: Enrolment, gone: Enrolment, pair: Pair) -> None:
    first, second = _leading_first([kept, gone])
    joined: dict[str, Any] = {name: getattr(first, name) for name in OF_THE_LEADER}
    joined |= {name: earliest(getattr(first, name), getattr(second, name)) for name in ("applied_on", "entry_on", "start_year3_on")}
    joined |= {name: getattr(first, name) or getattr(second, name) for name in ("year_group", "location")}
    is_left, is_rejected = first.status == EnrolmentStatus.LEFT, first.status == EnrolmentStatus.REJECTED
    joined["left_on"] = latest(first.left_on, second.left_on) if is_left else first.left_on
    joined["rejected_on"] = latest(first.rejected_on, second.rejected_on) if is_rejected else first.rejected_on
    EnrolmentKey.objects.filter(enrolment=gone).update(enrolment=kept)
    gone_key, status = gone.key, first.status
    history.delete(gone, at=pair.at, by=pair.by, why=WHY)
    for name, value in joined.items():
        setattr(kept, name, value)
    kept.status = status
    _keep_key(kept, gone_key)
    history.save(kept, at=pair.at, by=pair.by, why=WHY)


def _keep_key(kept: Enrolment, key: str) -> None:
    """A file that still carries the key of the row that went is about this one."""
    if not kept.key:
        kept.key = key
    elif key and key != kept.key:
        _also_known(kept, KnownAs.KEY, key)


def _remember_names(row: Enrolment) -> None:
    """For a file that gives no key: the names of both records, as they were."""
    if not row.key:
        _also_known(row, KnownAs.NAME, mark(identity_of(row.student)))


def _also_known(row: Enrolment, kind: KnownAs, key: str) -> None:
    EnrolmentKey.objects.get_or_create(school_id=row.school_id, kind=kind, key=key, defaults={"enrolment": row})


# Classes and cases.


def places(pair: Pair) -> Followed:
    """Of two places in one class at the same time one is left, from the first day to the last."""
    found, own = Followed(), rows(ClassMembership, "student", pair.survivor)
    for gone in rows(ClassMembership, "student", pair.absorbed):
        same = [row for row in own if row.class_group_id == gone.class_group_id and _overlap(row, gone)]
        if not same:
            found.moved += move(QuerySet(ClassMembership).filter(pk=gone.pk), pair, "student_id")
            continue
        kept = min(same, key=lambda row: row.until is not None)              # the open one: of these there is one at most
        kept.since = min(kept.since, gone.since)
        kept.until = None if kept.until is None or gone.until is None else max(kept.until, gone.until)
        gone.delete()
        kept.save()
        found.united += 1
    return found


def _overlap(one: ClassMembership, other: ClassMembership) -> bool:
    return (one.until is None or other.since <= one.until) and (other.until is None or one.since <= other.until)


def cases(pair: Pair) -> Followed:
    """A case that is about both is about one from now on."""
    both = CasePupil.objects.filter(student=pair.survivor).values("case")
    united = CasePupil.objects.filter(student=pair.absorbed, case__in=both).delete()[0]
    return Followed(CasePupil.objects.filter(student=pair.absorbed).update(student=pair.survivor), united)


# Guardians and what they are to a pupil.


def relations_of_pupils(pair: Pair) -> Followed:
    """Each guardian once; who stands with one of the two records only decides after his authority was shown again, if so chosen."""
    found = Followed()
    own = {row.guardian_id: row for row in rows(GuardianRelation, "student", pair.survivor)}
    for row in (*own.values(), *rows(GuardianRelation, "student", pair.absorbed)):
        _end_agreements(QuerySet(AgreedAccess).filter(relation=row), pair)
    for gone in rows(GuardianRelation, "student", pair.absorbed):
        if gone.guardian_id in own:
            _unite_relations(own[gone.guardian_id], gone, pair)
            found.united += 1
        else:
            gone.student_id = pair.survivor
            _save_relation(gone, pair)
            found.moved += 1
    for row in own.values():
        if row.pk in pair.asked_again:
            _save_relation(row, pair)
    return found


def relations_of_guardians(pair: Pair) -> Followed:
    found, own = Followed(), {row.student_id: row for row in rows(GuardianRelation, "guardian", pair.survivor)}
    for gone in rows(GuardianRelation, "guardian", pair.absorbed):
        if gone.student_id in own:
            _end_agreements(QuerySet(AgreedAccess).filter(relation=gone), pair)
            _unite_relations(own[gone.student_id], gone, pair)
            found.united += 1
        else:
            gone.guardian_id = pair.survivor
            _save_relation(gone, pair)
            found.moved += 1
    return found


def _save_relation(row: GuardianRelation, pair: Pair) -> None:
    if row.pk in pair.asked_again and row.authority in DECIDING:
        row.authority = Authority.UNKNOWN
    history.save(row, at=pair.at, by=pair.by, why=WHY)


def _unite_relations(kept: GuardianRelation, gone: GuardianRelation, pair: Pair) -> None:
    """A contact block or no authority with either holds from now on; nobody gains by it (U6-U9)."""
    stricter(kept, gone)
    ActivationCode.objects.filter(relation=gone).update(relation=kept)
    _move_agreements(gone, kept)
    history.delete(gone, at=pair.at, by=pair.by, why=WHY)
    _save_relation(kept, pair)


def stricter(kept: GuardianRelation, gone: GuardianRelation) -> None:
    """Puts into `kept` what both allow."""
    leading, other = sorted((kept, gone), key=lambda row: STRICTEST.index(row.authority))
    since, until = leading.authority_since, leading.authority_until
    if leading.authority in DECIDING:
        since = latest(leading.authority_since, other.authority_since)
        until = earliest(leading.authority_until, other.authority_until)
    is_never = since is not None and until is not None and until <= since
    values: dict[str, Any] = {
        "authority": Authority.UNKNOWN if is_never else leading.authority,
        "authority_since": None if is_never else since,
        "authority_until": None if is_never else until,
        "authority_evidence": leading.authority_evidence or other.authority_evidence,
        "has_contact_block": kept.has_contact_block or gone.has_contact_block,
        "has_information_right": kept.has_information_right and gone.has_information_right,
    }
    for name, value in values.items():
        setattr(kept, name, value)


def _end_agreements(agreements: QuerySet[AgreedAccess], pair: Pair) -> None:
    """What a pupil of age agreed to was about one of the records; he may agree again (U9)."""
    agreements.filter(until__gt=pair.at).update(until=Greatest("since", pair.at), ended_by=pair.by.user)


def _move_agreements(gone: GuardianRelation, kept: GuardianRelation) -> None:
    for each in rows(AgreedAccess, "relation", gone.pk):
        overlapping = AgreedAccess.objects.filter(relation=kept, since__lt=each.until, until__gt=each.since)
        if overlapping.exists() or each.until <= each.since:
            each.delete()                                    # the register of events keeps both
        else:
            each.relation = kept
            each.save(update_fields=["relation"])


def codes(pair: Pair) -> Followed:
    """A code on paper was for somebody as he stood then: it works no more."""
    found = ActivationCode.objects.filter(guardian_key=pair.absorbed)
    found.filter(ended_at=None).update(ended_at=pair.at)
    return Followed(found.update(guardian_key=pair.survivor, typed_email="", mail_hash="", mail_expires_at=None))


def guardian_keys(pair: Pair) -> Followed:
    """A file that still names the one who went, by key or by name, is about the one who stays."""
    people = {person.pk: person for person in Guardian.objects.filter(pk__in=[pair.absorbed, pair.survivor])}
    gone, kept = people[pair.absorbed], people[pair.survivor]
    known = [(each.kind, each.key) for each in GuardianKey.objects.filter(guardian=gone)]
    known += [(KnownAs.NAME, mark(name_of(person))) for person in people.values()]
    if gone.key and kept.key:
        known.append((KnownAs.KEY, gone.key))
    moved = GuardianKey.objects.filter(guardian=gone).delete()[0]
    for kind, key in known:
        GuardianKey.objects.get_or_create(guardian=kept, kind=kind, key=key)
    return Followed(moved)


def keys(pair: Pair) -> Followed:
    """What was sealed for either opens for the survivor; destroying him destroys both keys."""
    return Followed(crypto.join(pair.absorbed, pair.survivor))


# What stands in the way.


def open_remarks(pair: Pair) -> str:
    """Of one person there is one open remark on one part."""
    if pair.who != Who.PUPIL:
        return ""
    own = Concern.objects.open().filter(student=pair.survivor).values_list("told_by", "piece", "entry")
    other = Concern.objects.open().filter(student=pair.absorbed).values_list("told_by", "piece", "entry")
    if set(own) & set(other):
        return _("Somebody told of both that the same part is not right. Answer one of these remarks first.")
    return ""

