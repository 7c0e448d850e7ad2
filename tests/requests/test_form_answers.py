"""What a family answered on the application form goes along in the answer to its request (GDPR 15; S1-31)."""
from privacyadmin.access.data_models import DataCategory
from processors.models.register_words import Answered
from processors.services import application_forms as forms
from processors.services import submissions
from processors.services.submissions import Given
from requests.models import DossierItem, ItemState
from requests.services import gathering
from students.models import Student
from tests.requests.cast import NOW, collecting, identified
from tests.requests.test_gather import words

NAME = {
    "section": "pupil", "label": "Waar zat uw kind eerder?", "answer_type": "line", "options": [], "asking": "optional",
    "purpose": "teaching", "ground": "c", "special_ground": "", "why": "Dan vragen wij het dossier op.",
}
QUESTIONS = {
    "Waar zat uw kind eerder?": ("name", {}),
    "Op welk nummer bellen wij u?": ("family", {"section": "family"}),
    "Wat wilt u niet delen?": ("birth", {}),
}


def filled_in(cast, handed_in_by) -> None:
    writer, board, office = cast.scope(cast.coordinator), cast.scope(cast.board_member), cast.scope(cast.office)
    version = forms.begin(title="Aanmeldformulier", note="test", by=writer, at=NOW)
    forms.change(version, {"opening": "test", "policy_url": "https://waaier.example/privacy"}, by=writer, at=NOW)
    for label, (code, change) in QUESTIONS.items():
        kind = DataCategory.objects.get(code=code)
        forms.save_field(version, NAME | {"label": label, "data_category": kind} | change, by=writer, at=NOW)
    version = forms.approve(forms.propose(version, by=writer, at=NOW), by=board, at=NOW)
    keys = [field.pk for field in version.fields.all()]
    given = [Given(Answered.GIVEN, "Het Nest"), Given(Answered.GIVEN, "06-11112222"), Given(Answered.DECLINED)]
    submissions.record(
        Student.objects.with_places(on=office.on).get(pk=cast.noor.pk), school=cast.school, version=version, received_on=office.on,
        channel="paper", handed_in_by=handed_in_by, notice_on=None, answers=dict(zip(keys, given, strict=True)), by=office, at=NOW,
    )


def test_answers_are_read_and_given_like_everything_else(cast):
    """The handler reads each before it is given; a refusal to share is told as such."""
    filled_in(cast, cast.mother)
    items = DossierItem.objects.filter(privacy_request=collecting(cast), kind="form")
    assert {item.state for item in items} == {ItemState.OPEN}
    found = {words(item).split("\n\n")[0]: words(item).split("\n\n")[1] for item in items}
    assert found["Waar zat uw kind eerder?"] == "Het Nest" and found["Op welk nummer bellen wij u?"] == "06-11112222"
    assert set(found) == set(QUESTIONS)


def test_what_one_parent_told_of_himself_is_not_given_to_the_other(cast):
    """DOMAIN 1.6; GDPR 15(4)."""
    filled_in(cast, cast.father)
    privacy_request = gathering.gather(identified(cast), by=cast.scope(cast.coordinator), at=NOW)
    found = [words(item) for item in privacy_request.items.filter(kind="form")]
    assert any("Het Nest" in each for each in found) and not any("06-11112222" in each for each in found)


def test_where_a_parent_with_a_secret_address_lives_is_not_given_through_a_form(cast, monkeypatch):
    """DOMAIN 1.6, T3: the portal does not show it either."""
    cast.father.has_secret_address = True
    cast.father.save()
    monkeypatch.setitem(QUESTIONS, "Waar zat uw kind eerder?", ("contact", {"purpose": "calamities", "ground": "e"}))
    filled_in(cast, cast.father)
    privacy_request = gathering.gather(identified(cast), by=cast.scope(cast.coordinator), at=NOW)
    assert not any("Het Nest" in words(item) for item in privacy_request.items.filter(kind="form"))
