"""What the register of processing holds of each school of the world, and of the board."""
from typing import Any

from privacyadmin import crypto
from privacyadmin.access.data_models import DataCategory
from privacyadmin.access.scope import Scope
from processors import suggestions
from processors.models import Activity, Dpia, FormAnswer, FormSubmission, Publication, PublicList
from processors.models.submissions import ANSWER_LABEL
from processors.rules.dpia import ANALYSIS
from processors.services import activities, application_forms, dpia
from tests.factories import NOW, TODAY

TESTS = {
    "is_subsidiary": True, "subsidiarity": "test", "is_proportionate": True, "proportionality": "test", "is_minimal": True,
    "minimality": "test", "risk": 1,
}
RISK = {
    "name": "test", "cause": "", "effect": "test", "likelihood": 2, "impact": 2, "measure": "test", "measure_by": "", "measure_on": None,
    "likelihood_after": 1, "impact_after": 1,
}
CODES = {"po": ("teaching", "absence"), "vo": ("informing", "contributions")}


def things_of(school: Any, by: Scope, fg: Scope) -> dict[str, Any]:
    suggestions.seed_activities(at=NOW)
    drafted, proposed = (_activity(code, school, by) for code in CODES[school.sector])
    activities.propose(activities.latest_of(proposed), by=by, at=NOW)
    risky, asked, advised = _dpia(school, by), _dpia(school, by), _dpia(school, by)
    dpia.step(asked, "ask_advice", by=by, at=NOW)
    dpia.step(advised, "ask_advice", by=by, at=NOW)
    dpia.advise(advised, advice="positive", text="test", by=fg, at=NOW)
    shown = {"kind": PublicList.ACTIVITIES, "school": school, "number": 1, "at": NOW, "is_public": True, "rows": [], "sha256": "0" * 64}
    Publication(**shown).save(force_insert=True)
    return {
        "new dpia": dpia.begin(title="test", school=school, activity=None, by=by, at=NOW), "activity": drafted,
        "proposed activity": proposed, "dpia": risky, "risk": risky.risks.get(), "asked dpia": asked, "advised dpia": advised,
    }


def _activity(code: str, school: Any, by: Scope) -> Activity:
    activity = activities.take_up(Activity.objects.get(code=code), by=by, at=NOW)
    activities.change(activity, TESTS | {"schools": [school.pk]}, note="test", by=by, at=NOW)
    return activity


def _dpia(school: Any, by: Scope) -> Dpia:
    made = dpia.begin(title="test", school=school, activity=None, by=by, at=NOW)
    dpia.prescan(made, criteria=["public_area"], note="test", by=by, at=NOW)
    made = dpia.step(made, "start", by=by, at=NOW)
    dpia.write(made, "analysis", dict.fromkeys(ANALYSIS, "test"), by=by, at=NOW)
    made = dpia.step(made, "weigh", by=by, at=NOW)
    dpia.save_risk(made, RISK, by=by, at=NOW)
    return made


def things_of_board(by: Scope, board: Scope) -> dict[str, Any]:
    """The application form that is in force, and the next version."""
    version = application_forms.begin(title="test", note="test", by=by, at=NOW)
    application_forms.change(version, {"opening": "test", "policy_url": "https://waaier.example/privacy"}, by=by, at=NOW)
    question = {
        "section": "pupil", "label": "test", "answer_type": "line", "options": [], "asking": "required", "purpose": "teaching",
        "ground": "c", "special_ground": "", "why": "test", "data_category": DataCategory.objects.get(code="name"),
    }
    application_forms.save_field(version, question, by=by, at=NOW)
    medical = DataCategory.objects.get(code="medical")
    special = {"asking": "special", "special_ground": "support", "data_category": medical, "section": "safety"}
    application_forms.save_field(version, question | special, by=by, at=NOW)
    form = application_forms.approve(application_forms.propose(version, by=by, at=NOW), by=board, at=NOW)
    draft = application_forms.begin(title="test", note="test", by=by, at=NOW)
    return {"form": form, "form draft": draft, "form question": draft.fields.get(place=1)}


def submission(form: Any, student: Any, school: Any, guardian: Any, entered_by: Any) -> FormSubmission:
    """A filled-in form of a pupil: one answer on the pupil, and one that is medical."""
    made = FormSubmission(
        student=student, school=school, version=form, policy_id=form.policy_id, received_on=TODAY, channel="paper", handed_in_by=guardian,
        notice_on=TODAY, entered_by=entered_by, entered_at=NOW,
    )
    made.save(force_insert=True)
    keyring = crypto.Keyring.ensure([student.pk], at=NOW)
    for field in form.fields.select_related("data_category"):
        row = FormAnswer(
            submission=made, student=student, field=field, category=field.data_category.category, answered="given",
            changed_by=entered_by, changed_at=NOW,
        )
        row.sealed = keyring.seal(student.pk, "Een antwoord.", label=ANSWER_LABEL, row_id=row.pk)
        row.save(force_insert=True)
    return made
