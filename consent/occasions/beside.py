"""What stands about consent beside a care case, an entry, a disclosure and a transfer, for the pages of those."""
from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consent.models import CareTalk, Occasion, TalkState
from consent.services import occasions, talks
from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.purposes import Ground
from privacyadmin.access.scope import Scope
from processors.models import Disclosure
from processors.models.disclosure_words import Circle
from processors.workflow.disclosures import OF_CONSENT, records
from students.consents import Consent, Line, Panel
from students.models import Case, CaseKind, DossierEntry, Student

from .medical import CODE, resting_on_consent

TRANSFER = "OVERSTAP"
Panels = dict[UUID, Panel]
Asked = list[Occasion]
Answers = dict[UUID, dict[UUID, Consent]]


def beside(kind: str, keys: Collection[UUID], scope: Scope) -> Panels:
    """By the kind of thing; each was loaded by its page through the scope."""
    return {"case": _cases, "entry": _entries, "disclosure": _disclosures, "transfer": _transfers}[kind](keys, scope)


def _cases(keys: Collection[UUID], scope: Scope) -> Panels:
    """Of a care case its talks, each with whether the name may be said."""
    cases = list(Case.objects.filter(pk__in=keys, kind=CaseKind.CARE))
    found: dict[UUID, list[CareTalk]] = defaultdict(list)
    for talk in CareTalk.objects.filter(case__in=cases).select_related("school").defer("school__logo"):
        found[talk.case_id].append(talk)
    return {case.pk: _of_case(case, found[case.pk], scope) for case in cases}


def _of_case(case: Case, held: list[CareTalk], scope: Scope) -> Panel:
    standing = talks.standing([talk for talk in held if talk.state == TalkState.PLANNED], at=scope.at)
    links: tuple[Line, ...] = ()
    if talks.runs(case, scope) and case.until > scope.at:
        links = (Line(_("Plan a talk"), "", url=reverse("consent:talk_new", args=[case.pk])),)
    return Panel(_("Talks about this pupil"), tuple(talk_line(talk, standing.get(talk.pk)) for talk in held), links)


def talk_line(talk: CareTalk, standing: talks.Standing | None) -> Line:
    words, kind = str(talk.get_state_display()), ""
    if standing is not None:
        reason = standing.why_not_by_name
        words = _("only without a name: %(why)s") % {"why": reason} if reason else _("the name may be said")
        kind = "warn" if reason else "good"
    return Line(date_format(talk.on, "j F Y"), words, kind, reverse("consent:talk", args=[talk.pk]))


def _entries(keys: Collection[UUID], scope: Scope) -> Panels:
    """Of medical data that rests on consent whether there is a yes (C-10, S2-78)."""
    rows = DossierEntry.objects.filter(pk__in=keys, category=Category.MED, voided_at=None).select_related("school", "data_category")
    resting = resting_on_consent(rows.defer("school__logo", "sealed"), on=scope.on)
    asked = occasions.standing([entry.pk for entry in resting], CODE) if resting else {}
    pupils = {each.pk: each for each in Student.objects.with_places(on=scope.on).filter(pk__in={entry.student_id for entry in resting})}
    answers = occasions.of_occasions([each for found in asked.values() for each in found], list(pupils), on=scope.on)
    return {entry.pk: _of_entry(entry, asked.get(entry.pk, []), answers, pupils[entry.student_id], scope) for entry in resting}


def _of_entry(entry: DossierEntry, asked: Asked, answers: Answers, pupil: Student, scope: Scope) -> Panel:
    title = _("Rests on consent")
    for occasion in asked:
        answer = answers[occasion.pk].get(entry.student_id)
        if answer and occasion.until > scope.on:
            kind = "good" if answer.is_valid else "warn"
            words = answer.why if answer.is_valid else _("Not to be used yet. %(why)s") % {"why": answer.why}
            return Panel(title, (Line(_("Asked on %(day)s") % {"day": _day_of(occasion)}, words, kind, _occasion_url(occasion)),))
    words = _("Not to be used before the family has said yes. Until then the family, its author and who may ask them read it.")
    may_ask = scope.can(pupil, Category.MED, Right.WRITE)
    links = (Line(_("Ask the family"), "", url=reverse("consent:ask", args=["entry", entry.pk])),) if may_ask else ()
    return Panel(title, (Line(_("Not asked"), words, "warn"),), links)


def _disclosures(keys: Collection[UUID], scope: Scope) -> Panels:
    """Of a disclosure on consent for how many of its pupils there is a yes (S2-159)."""
    rows = list(Disclosure.objects.filter(pk__in=keys, ground=Ground.CONSENT, circle=Circle.PUPILS).prefetch_related("pupils"))
    asked = occasions.standing([row.pk for row in rows], OF_CONSENT) if rows else {}
    everybody = {each.student_id for row in rows for each in row.pupils.all()}
    answers = occasions.of_occasions([each for found in asked.values() for each in found], everybody, on=scope.on)
    return {row.pk: _of_disclosure(row, asked.get(row.pk, []), answers, scope) for row in rows}


def _of_disclosure(row: Disclosure, asked: Asked, answers: Answers, scope: Scope) -> Panel:
    pupils = {each.student_id for each in row.pupils.all()}
    yes = {key for occasion in asked for key, each in answers[occasion.pk].items() if each.is_valid and key in pupils}
    told = ngettext("yes for %(yes)s of %(all)s pupil", "yes for %(yes)s of %(all)s pupils", len(pupils))
    words, kind = told % {"yes": len(yes), "all": len(pupils)}, "good" if yes == pupils else "warn"
    lines = [Line(_("Asked on %(day)s") % {"day": _day_of(each)}, words, kind, _occasion_url(each)) for each in asked]
    lines = (lines or [Line(_("Not asked"), words, "warn")]) if pupils else []
    links: tuple[Line, ...] = ()
    if pupils and len(yes) < len(pupils) and row.is_draft and not records(row, scope):
        label = _("Ask again") if asked else _("Ask the families")
        links = (Line(label, "", url=reverse("consent:ask", args=["disclosure", row.pk])),)
    return Panel(_("Consent"), tuple(lines), links, "" if pupils else _("Say first whose data it is."))


def _transfers(keys: Collection[UUID], scope: Scope) -> Panels:
    """Of a transfer where the question and its answers are; whether it may go its own page says."""
    return {
        key: Panel(_("Consent"), tuple(Line(_("Asked on %(day)s") % {"day": _day_of(each)}, "", "", _occasion_url(each)) for each in found))
        for key, found in occasions.standing(keys, TRANSFER).items()
    }


def _day_of(occasion: Occasion) -> str:
    return date_format(occasion.made_at, "j F Y")


def _occasion_url(occasion: Occasion) -> str:
    return reverse("consent:occasion", args=[occasion.pk])
