"""«May this be published?»: red or green for each pupil with the reason, under a number, kept as it was told (S1-85, S1-92, S1-93)."""
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consent.models import CheckedPupil, OccasionKind, PublicationCheck
from consent.rules.pasted import Named, Trouble, look_up, names_in
from consent.services import occasions
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import resolve
from students.models import Student
from students.services import protections, restrictions
from tests.access.conftest import _today  # noqa: F401 - the clock
from tests.consent.making import answers
from tests.factories import NOW, TODAY, guardian, pupil, staff

CHECK = reverse("consent:check")
NOOR, SAM, SAM_2, EVA = (uuid4() for _each in range(4))
CLASS = [
    Named(NOOR, "Noor de Wit", "Wit, Noor de", "Noor"), Named(SAM, "Sam Bakker", "Bakker, Sam", "Sam"),
    Named(SAM_2, "Sam Jansen", "Jansen, Sam", "Sam"), Named(EVA, "Eva Çelik", "Çelik, Eva", "Eva"),
]


@pytest.mark.parametrize(("typed", "who"), [
    ("Noor de Wit", NOOR), ("noor  DE wit", NOOR), ("Wit, Noor de", NOOR), ("de Wit Noor", NOOR), ("3. Eva Celik", EVA), ("- Eva", EVA),
])
def test_a_name_is_found_however_it_is_written(typed, who):
    assert look_up(typed, CLASS, by_first_name=True).pupils == [who]


def test_names_that_say_nothing_for_sure_are_named_and_the_rest_is_answered():
    found = look_up("Noor de Wit\nSam\nEva Celick\nJip Nergens\nnoor de wit", CLASS, by_first_name=True)
    assert found.pupils == [NOOR] and found.repeated == ["noor de wit"]
    assert [(each.typed, each.trouble, each.like) for each in found.unclear] == [
        ("Sam", Trouble.DOUBLE, ""), ("Eva Celick", Trouble.UNKNOWN, "Eva Çelik"), ("Jip Nergens", Trouble.UNKNOWN, ""),
    ]
    assert look_up("Noor", CLASS, by_first_name=False).pupils == []                     # of a whole school a first name is too little
    twins = [*CLASS, Named(uuid4(), "Noor de Wit", "Wit, Noor de", "Noor")]
    assert look_up("Noor de Wit", twins, by_first_name=True).unclear[0].trouble == Trouble.DOUBLE


def test_a_list_may_stand_on_one_line_or_on_many():
    three = ["Noor de Wit", "Sam Bakker", "Eva"]
    assert names_in("1) Noor de Wit, Sam Bakker, Eva") == names_in("• Noor de Wit;\n\nSam Bakker\t Eva \x00") == three
    assert names_in(" \n ,;") == []


def sent(*uses, **more) -> dict:
    return {"uses": [str(use.pk) for use in uses], "names": "", "on": TODAY.isoformat()} | more


def test_a_teacher_checks_his_class_and_the_no_stands_first_with_its_reason(sign_in, teacher, asked, noor, mother, father, sam):
    web = asked["IMG_WEB"]
    answers(noor, web, yes=True, guardian=mother)
    answers(noor, web, yes=False, guardian=father)
    answers(sam, web, yes=True, guardian=guardian(sam))
    phone = sign_in(teacher)
    page = phone.get(CHECK).content.decode()                                            # one class: no choice to make
    assert "6A" in page and "Noor Wit" in page
    answer = phone.post(CHECK, sent(web), follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain and text.index("Noor Wit") < text.index("Sam Bakker")
    assert f'<a href="{reverse("consent:checks")}">' in text[: text.index('id="answer"')]      # its breadcrumb, under «Consent»
    assert "The parents do not agree" in text and "Bram" not in text and "2026-0001" in text
    check = PublicationCheck.objects.get()
    assert (check.yes_count, check.no_count, check.is_whole_class, check.made_by) == (1, 1, True, teacher)
    assert dict(CheckedPupil.objects.values_list("student", "is_yes")) == {noor.pk: False, sam.pk: True}
    sheet = phone.get(reverse("consent:check_sheet", args=[check.pk])).content.decode()
    assert "Noor Wit" in sheet and "agree" not in sheet                                 # no reasons on paper
    phone.post(CHECK, sent(web))
    assert phone.get(reverse("consent:checks"), {"number": "2026-0002"}).content.decode().count("2026-0002") >= 1


def test_what_was_answered_stays_as_it_was_told_when_somebody_takes_it_back(sign_in, teacher, asked, noor, mother):
    """GDPR 5(2)."""
    web = asked["IMG_WEB"]
    answers(noor, web, yes=True, guardian=mother, at=NOW - timedelta(hours=2))
    phone = sign_in(teacher)
    first = phone.post(CHECK, sent(web)).url
    answers(noor, web, yes=False, guardian=mother, at=NOW)
    second = phone.post(CHECK, sent(web)).url
    assert "verdict yes" in phone.get(first).content.decode() and "verdict no" in phone.get(second).content.decode()


@pytest.mark.parametrize("limit", ["restricted", "protected"])
def test_a_restricted_or_protected_pupil_is_simply_no_also_in_what_is_kept(
    limit, sign_in, teacher, coordinator, asked, group6a, noor, mother, sam
):
    """GDPR 18; C-25: it reads as if nobody had answered."""
    web, at = asked["IMG_WEB"], NOW - timedelta(hours=1)
    answers(noor, web, yes=True, guardian=mother, at=at)
    guardian(sam)
    told = {"school": group6a.school, "reason": "test", "review_on": TODAY + timedelta(days=30), "by": resolve(coordinator, at), "at": at}
    loaded = Student.objects.with_places(on=TODAY).get(pk=noor.pk)
    if limit == "restricted":
        restrictions.restrict(loaded, categories=[Category.IMG], ground="accuracy", **told)
    else:
        protections.protect(loaded, categories=[Category.CT], hidden_from="guardians", ground="threat", **told)
    phone = sign_in(teacher)
    pages = phone.post(CHECK, sent(web), follow=True).content.decode()
    assert pages.count("Nobody who may decide has said yes.") == 2                      # the same words for Noor and for Sam
    assert set(CheckedPupil.objects.values_list("reason", flat=True)) == {"unanswered"}


def test_pasted_names_are_answered_and_those_unclear_are_named_once_and_kept_nowhere(sign_in, director, asked, vlieger, noor, sam):
    desk = sign_in(director)
    address = f"{CHECK}?school={vlieger.pk}&names"
    answer = desk.post(address, sent(asked["IMG_WEB"], names="Noor Wit\nSam Baker\nJip Nergens"), follow=True)
    text = answer.content.decode()
    assert "2 names were not checked" in text and "Sam Bakker?" in text and "Jip Nergens" in text
    assert "Jip" not in answer.redirect_chain[0][0]
    check = PublicationCheck.objects.get()
    assert (check.no_count, check.unknown_count) == (1, 2)
    again = desk.get(check.get_absolute_url()).content.decode()
    assert "2 names were not checked" in again and "Jip" not in again
    assert desk.post(address, sent(asked["IMG_WEB"], names="Jip Nergens")).status_code == 400
    assert desk.post(address, sent(asked["IMG_WEB"])).status_code == 400
    assert PublicationCheck.objects.count() == 1


def test_a_coming_day_is_answered_as_things_stand_today_and_a_past_day_not_at_all(sign_in, teacher, asked, noor, mother):
    phone = sign_in(teacher)
    assert phone.post(CHECK, sent(asked["IMG_WEB"], on=(TODAY - timedelta(days=1)).isoformat())).status_code == 400
    text = phone.post(CHECK, sent(asked["IMG_WEB"], on=(TODAY + timedelta(days=9)).isoformat()), follow=True).content.decode()
    assert "as things stand today" in text


def test_one_event_is_checked_by_the_answers_to_that_event(sign_in, teacher, director, asked, noor, mother):
    """S2-101: a yes for one event holds for nothing else, and no other yes for it."""
    web = asked["IMG_WEB"]
    event = occasions.open_for(
        web, [noor.pk], kind=OccasionKind.EVENT, label="Sportdag", until=TODAY + timedelta(days=9), by=resolve(director, NOW), at=NOW
    )
    answers(noor, web, yes=True, guardian=mother, occasion=event)
    phone = sign_in(teacher)
    told = phone.post(CHECK, sent(event, web), follow=True).content.decode()
    assert "Sportdag" in told and CheckedPupil.objects.get(occasion=event).is_yes
    assert not CheckedPupil.objects.get(occasion=None).is_yes


def test_a_web_editor_checks_images_and_nothing_else(sign_in, vlieger, asked, noor):
    """2.14: «S:r (images)»."""
    editor = sign_in(staff(Role.WEB_EDITOR, vlieger))
    page = editor.get(f"{CHECK}?school={vlieger.pk}&names").content.decode()
    assert str(asked["IMG_WEB"].pk) in page and str(asked["CONTACTLIJST"].pk) not in page


def test_nobody_checks_a_class_that_is_not_his_nor_opens_the_check_of_another(sign_in, teacher, asked, noor, kompas, group6a, class4h1):
    phone = sign_in(teacher)
    phone.post(CHECK, sent(asked["IMG_WEB"]))
    check = PublicationCheck.objects.get()
    stranger = sign_in(staff(Role.MENTOR, class4h1))
    assert stranger.get(check.get_absolute_url()).status_code == 404
    page = stranger.get(f"{CHECK}?school={group6a.school_id}&class={group6a.pk}").content.decode()
    assert "Noor" not in page
    assert sign_in(staff(Role.ICT, kompas)).get(CHECK).status_code == 403
    assert sign_in(guardian(noor).user).get(CHECK).status_code == 404


def test_a_class_is_checked_in_the_same_number_of_queries_whoever_is_in_it(sign_in, teacher, asked, vlieger, group6a, noor):
    phone, counts = sign_in(teacher), []
    uses = [asked[code] for code in ("IMG_WEB", "IMG_SOCIAL", "IMG_NIEUWS", "IMG_APP", "IMG_GIDS", "IMG_PERS")]
    phone.post(CHECK, sent(*uses), follow=True)
    for _round in range(2):
        with CaptureQueriesContext(connection) as seen:
            phone.post(CHECK, sent(*uses), follow=True)
        counts.append(len(seen))
        for number in range(9):
            pupil(vlieger, group6a, first_name=f"Kind {number}")
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("line", "who"), [
    ("Jansen, Sam", [SAM_2]), ("Jansen, Sam, Bakker, Sam", [SAM_2, SAM]), ("Noor, Eva", [NOOR, EVA]),
    ("Noor de Wit, Jansen, Sam", [NOOR, SAM_2]), ("Wit, Noor de; Eva", [NOOR, EVA]), ("Sam Bakker\tEva", [SAM, EVA]),
])
def test_a_comma_stands_between_names_or_within_one_whichever_somebody_is_called(line, who):
    found = look_up(line, CLASS, by_first_name=True)
    assert found.pupils == who and not found.unclear
    assert [each.typed for each in look_up("Nergens, Jip", CLASS, by_first_name=True).unclear] == ["Nergens, Jip"]


def test_of_a_double_name_who_is_meant_is_chosen_and_the_rest_stays_as_it_was(sign_in, director, asked, vlieger, noor, group6a, mother):
    """S1-85: a list with two pupils of one name is no dead end, before the answer and after it."""
    web, desk = asked["IMG_WEB"], sign_in(director)
    twins = [pupil(vlieger, group6a, first_name="Sam", last_name="Bakker"), pupil(vlieger, first_name="Sam", last_name="Bakker")]
    address = f"{CHECK}?school={vlieger.pk}&names"
    refused = desk.post(address, sent(web, names="Sam Bakker"))
    page = refused.content.decode()
    assert refused.status_code == 400 and all(f'name="meant" value="{each.pk}"' in page for each in twins)
    assert "Sam Bakker · 6A" in page and "Sam Bakker</textarea>" in page
    answer = desk.post(address, sent(web, names="Sam Bakker", meant=[str(twins[0].pk)]), follow=True)
    assert [row.student_id for row in CheckedPupil.objects.all()] == [twins[0].pk] and "not checked" not in answer.content.decode()
    partly = desk.post(address, sent(web, names="Noor Wit, Sam Bakker"), follow=True).content.decode()
    form = partly[partly.index('id="unclear"'):]
    assert all(f'<button class="button" name="meant" value="{each.pk}"' in form for each in twins)
    kept = sent(web, pupils=[str(noor.pk)], names="Sam Bakker;")
    mended = desk.post(address, kept | {"step": "mend"})
    assert mended.status_code == 200 and str(noor.pk) in mended.content.decode() and PublicationCheck.objects.count() == 2
    desk.post(address, kept | {"meant": [str(twins[1].pk)]})
    last = PublicationCheck.objects.order_by("-number").first()
    assert set(last.pupils.values_list("student", flat=True)) == {noor.pk, twins[1].pk} and last.unknown_count == 0
