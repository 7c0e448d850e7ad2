"""What a parent or pupil finds when signing in."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import FamilyUserFactory, guardian, pupil
from tests.requests.cast import page, received, signed_in

pytestmark = pytest.mark.usefixtures("clock")
HOME = "/portal/"


def test_a_mother_sees_her_children_her_requests_and_what_she_can_do(cast, kompas, class4h1):
    sam = pupil(kompas, class4h1, first_name="Sam", birth_on=date(2012, 1, 1))
    cast.mother.relations.create(student=sam, authority="ja")
    received(cast)
    shown = page(signed_in(cast.mother).get(HOME))
    assert all(word in shown for word in ("Noor", "Sam", "De Vlieger", "Het Kompas College", reverse("portal:new")))
    assert "30 november" in shown.lower() or "30 November" in shown


def test_staff_find_nothing_there(cast):
    """SETTLED 12."""
    assert signed_in(cast.coordinator).get(HOME).status_code == 404


def test_signing_in_leads_there(cast):
    """CONTRACT: a guardian or pupil lands on /portal/."""
    assert signed_in(cast.mother).get("/").url == HOME


def test_a_parent_without_authority_sees_the_first_name_and_what_the_law_gives(cast):
    """SETTLED 11; BW 1:377c."""
    client = signed_in(cast.apart)
    home = page(client.get(HOME))
    assert "Finn" in home and "Boer" not in home.replace("Koen Boer", "").replace(cast.apart.user.name, "") and ", 6A" not in home
    child = page(client.get(reverse("portal:child", args=[cast.finn.pk])))
    assert "1:377c" in child and ", 6A" not in child and reverse("portal:new") not in child


def test_a_parent_of_a_pupil_of_sixteen_reads_why(cast, kompas, class4h1):
    """SETTLED 10."""
    yara = pupil(kompas, class4h1, first_name="Yara", birth_on=date(2010, 1, 1), user=FamilyUserFactory(name="Yara"))
    parent = guardian(yara)
    shown = page(signed_in(parent).get(reverse("portal:child", args=[yara.pk])))
    assert reverse("portal:new") not in shown
    own = page(signed_in(yara.user).get(reverse("portal:child", args=[yara.pk])))
    assert reverse("portal:new") in own


def test_somebody_elses_child_is_not_found(cast):
    assert signed_in(cast.mother).get(reverse("portal:child", args=[cast.finn.pk])).status_code == 404


def test_the_page_takes_the_same_number_of_queries_for_one_child_or_five(cast, vlieger, group6a, django_assert_num_queries):
    client = signed_in(cast.mother)
    client.get(HOME)
    with django_assert_num_queries(COUNT):
        client.get(HOME)
    for number in range(4):
        cast.mother.relations.create(student=pupil(vlieger, group6a, first_name=f"Kind{number}"), authority="ja")
    with django_assert_num_queries(COUNT):
        client.get(HOME)


COUNT = 17


def test_from_there_a_parent_reaches_her_account(cast):
    """There she changes her e-mail address, confirmed on both sides (SETTLED 15)."""
    assert reverse("account_home") in page(signed_in(cast.mother).get(HOME))
