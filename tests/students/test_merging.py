"""Two records of one child or one parent become one, and nobody gains by it (issue 3; GDPR 5(1)(d), S1-06, U6-U9, C-25, art. 18)."""
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import connection, models
from django.urls import reverse

from privacyadmin import audit, crypto, history, personal_data
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import resolve
from privacyadmin.access.services import grant
from privacyadmin.audit.models import Event
from privacyadmin.crypto.models import DataKey
from privacyadmin.db import roles
from privacyadmin.letters.models import Letter
from privacyadmin.personal_data.registry import holdings
from privacyadmin.workflow import NotAllowed
from requests.services import receiving
from students.imports.difference import Stale
from students.merging import Who, everything_follows, follows_of
from students.models import (
    Authority,
    Case,
    CasePupil,
    ClassMembership,
    DossierEntry,
    DossierFile,
    EnrolmentKey,
    EnrolmentStatus,
    Guardian,
    GuardianRelation,
    Merge,
    MergeKind,
    Protection,
    Restriction,
    Student,
    TwoPeople,
    WhyTwo,
)
from students.services import comparing, dossier, merging, numbers
from students.services.guardians import split_guardian
from tests.authz import papers
from tests.factories import NOW, TODAY, FamilyUserFactory, case, entry, guardian, pupil, staff

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _sealed(settings, tmp_path):
    settings.SEALED_ROOT = tmp_path / "sealed"


@pytest.fixture
def double(kompas, class4h1):
    """Noor once more, as the next school had her."""
    return pupil(kompas, class4h1, first_name="Noor", last_name="Wit", initials="N.", email="noor@thuis.example")


def scope(user, at=NOW):
    return resolve(user, at)


def decided(reason="Zelfde kind.", **chosen):
    return merging.Decisions(reason=reason, **chosen)


def merge(survivor, absorbed, user, decisions=None, at=NOW):
    by = scope(user, at)
    kind = comparing.pupils if isinstance(survivor, Student) else comparing.guardians
    found = kind(reloaded(survivor), reloaded(absorbed), by=by, at=at)
    service = merging.merge_pupils if isinstance(survivor, Student) else merging.merge_guardians
    return service(survivor.pk, absorbed.pk, decisions=decisions or decided(), shown=found.digest, by=by, at=at)


def reloaded(person):
    if isinstance(person, Student):
        return Student.objects.with_places(on=TODAY).get(pk=person.pk)
    return Guardian.objects.get(pk=person.pk)


def test_everything_of_the_double_goes_along_and_opens(noor, double, vlieger, kompas, group6a, coordinator):
    """Entries, files, letters, cases, limits, requests, codes, remarks; counts before are counts after, and all sealed words still open."""
    mother, father = guardian(noor), guardian(double)
    things = {}
    for child, school, parent in ((noor, vlieger, mother), (double, kompas, father)):
        entry(child, school, Category.ABS, text=f"Open van {school}.")
        entry(child, school, Category.GUI, text=f"Dicht van {school}.")
        things["file", child] = papers.entry_with_file(child, school)[1]
        care = case(child, school=school, categories=["CAR"])
        things["post", child] = papers.letter_with_file(care)[1]
        papers.letter(child, parent, school)
        papers.concern(child, school)
        Protection(student=child, since=NOW - HOUR, review_on=TODAY + timedelta(days=9), categories=["FIN"], reason="x").save()
        receiving.receive(student=child, right="access", wish="", by=scope(parent.user), at=NOW)
        papers.without_account(child)
    crypto_of_double = DataKey.objects.get(subject=double.pk)
    before = counts(noor, double)
    done = merge(noor, double, coordinator)
    after = counts(noor)
    assert after == before, "nothing was lost and nothing was doubled"
    assert counts(double) == dict.fromkeys(before, 0) and not Student.objects.filter(pk=double.pk).exists()
    texts = {each.opened(crypto.Keyring.for_subjects([noor.pk])) for each in DossierEntry.objects.filter(student=noor)}
    assert {f"{how} van {school}." for how in ("Open", "Dicht") for school in (vlieger, kompas)} <= texts
    reader = scope(staff(Role.CARE_COORDINATOR, kompas))
    opened = dossier.open_file(DossierFile.objects.get(pk=things["file", double].pk), student=reloaded(noor), by=reader, at=NOW)
    assert b"".join(opened.content) == papers.PDF
    assert (crypto_of_double.subject, noor.pk) in DataKey.objects.values_list("subject", "holder")
    assert (done.absorbed, done.survivor, done.reason) == (double.pk, noor.pk, "Zelfde kind.")
    assert done.moved["students.GuardianRelation"] == 2 and "students.DossierEntry" not in done.moved, "which the coordinator may not count"
    assert Merge.objects.survivor_of(double.pk) == noor.pk
    audit.flush()
    event = Event.objects.get(name="pupil.merged")
    assert event.about == noor.pk and event.details["absorbed"] == str(double.pk)
    assert history.versions_of(Student).objects.filter(id=double.pk, history_type="-", history_date=NOW).exists()


def counts(*pupils):
    keys = [each.pk for each in pupils]
    found = {}
    for follow in follows_of(Who.PUPIL):
        if follow.field not in ("holder",):
            found[f"{follow.label}.{follow.field}"] = models.QuerySet(follow.model).filter(**{f"{follow.field}__in": keys}).count()
    return found


def test_nobody_reads_more_than_before_but_in_a_role_at_the_place(noor, double, vlieger, kompas, group6a, class4h1, coordinator):
    """Each entry stays with its school; who stood with one record only decides for nobody until it is shown again (U6-U9)."""
    readers = [
        guardian(noor, last_name="Een").user, guardian(double, last_name="Twee").user,
        guardian(double, last_name="Drie", authority=Authority.NO).user,
        guardian(noor, last_name="Vier", relation={"has_contact_block": True}).user,
        staff(Role.OFFICE, vlieger), staff(Role.DIRECTOR, vlieger),
        staff(Role.GROUP_TEACHER, group6a), staff(Role.MENTOR, class4h1), staff(Role.CARE_COORDINATOR, kompas), coordinator,
        staff(Role.COUNSELLOR, vlieger), staff(Role.ADVISER, kompas), staff(Role.FG, coordinator.boardgrants.get().content_object),
    ]
    for child, school in ((noor, vlieger), (double, kompas)):
        for category in Category:
            if category != Category.BSN:
                entry(child, school, category, author=readers[-1])
    before = {reader: entries_of(reader) for reader in readers}
    merge(noor, double, coordinator)
    for reader in readers:
        assert entries_of(reader) <= before[reader], reader.name


def entries_of(user):
    by = scope(user)
    return set(DossierEntry.objects.visible_to(by, categories=list(Category)).values_list("pk", flat=True))


def test_a_parent_of_one_record_decides_again_once_the_evidence_was_looked_at(noor, double, coordinator):
    """Who merges says so of each; both records of the same parent's are one, with what both allow."""
    mother, father = guardian(noor, double), guardian(double)
    relation = father.relations.get()
    guardian_of_both = mother.relations.get(student=double)
    models.QuerySet(GuardianRelation).filter(pk=guardian_of_both.pk).update(
        authority=Authority.COURT, authority_since=date(2026, 1, 1), authority_evidence="beschikking", has_information_right=False
    )
    merge(noor, double, coordinator, decided(trusted=[relation.pk]))
    relation.refresh_from_db()
    assert (relation.student_id, relation.authority) == (noor.pk, Authority.YES)
    kept = mother.relations.get()
    assert (kept.authority, kept.authority_since, kept.authority_evidence) == (Authority.COURT, date(2026, 1, 1), "beschikking")
    assert not kept.has_information_right


@pytest.mark.parametrize("one", [Authority.NO, Authority.UNKNOWN])
@pytest.mark.parametrize("is_block_on_the_double", [True, False])
def test_of_two_relations_the_stricter_holds(noor, double, coordinator, one, is_block_on_the_double):
    mother = guardian(noor, double)
    own, other = (mother.relations.get(student=child) for child in (noor, double))
    blocked = other if is_block_on_the_double else own
    models.QuerySet(GuardianRelation).filter(pk=blocked.pk).update(has_contact_block=True)
    models.QuerySet(GuardianRelation).filter(pk=own.pk).update(authority=one)
    merge(noor, double, coordinator)
    kept = mother.relations.get()
    assert (kept.authority, kept.has_contact_block) == (one, True)


def test_a_blocked_parent_who_stands_there_twice_does_not_come_in_by_the_other_record(noor, double, coordinator):
    """U6: merge the parent first, or say that they are two people."""
    one = guardian(noor, relation={"has_contact_block": True}, first_name="Jan", last_name="Wit", phone="0612345678")
    other = guardian(double, first_name="Jan", last_name="Wit", phone="06-12345678")
    with pytest.raises(NotAllowed, match="contact block"):
        merge(noor, double, coordinator)
    merge(other, one, coordinator)
    merge(noor, double, coordinator)
    assert [each.has_contact_block for each in noor.guardian_relations.all()] == [True]


def test_at_one_school_one_enrolment_is_left_with_the_days_of_both(noor, vlieger, group6a, coordinator):
    twice = pupil(vlieger, group6a, status=EnrolmentStatus.APPLICANT, first_name="Noor", last_name="Wit")
    ClassMembership.objects.filter(student=twice).update(since=date(2026, 3, 1))
    keys = [noor.enrolments.get().key, twice.enrolments.get().key]
    done = merge(noor, twice, coordinator)
    kept = noor.enrolments.get()
    assert (kept.status, kept.applied_on, kept.entry_on) == (EnrolmentStatus.ENROLLED, date(2026, 3, 1), date(2026, 8, 1))
    assert (kept.key, EnrolmentKey.objects.get().key) == tuple(keys)
    assert noor.memberships.get().since == date(2026, 3, 1)
    assert done.united == {"students.Enrolment": 1, "students.ClassMembership": 1}


def test_a_case_about_both_is_about_one_and_an_open_case_can_be_closed(noor, double, vlieger, kompas, board):
    """Cases move, or are closed by who runs them, for the reason given."""
    director = staff(Role.DIRECTOR, kompas)
    both = case(noor, double, school=kompas, categories=["CAR"])
    own = case(double, school=kompas, categories=["CAR"])
    closed = case(double, school=kompas, categories=["GUI"])
    coordinator = staff(Role.COORDINATOR, board)
    found = comparing.pupils(reloaded(noor), reloaded(double), by=scope(director), at=NOW)
    assert {each.pk for each in found.cases} == {own.pk, closed.pk}
    found = comparing.pupils(reloaded(noor), reloaded(double), by=scope(coordinator), at=NOW)
    assert found.cases == [], "the coordinator runs no care cases"
    grant(user=coordinator, role=Role.DIRECTOR, on=kompas, since=NOW - HOUR, until=None, why="test", by=None, at=NOW)
    merge(noor, double, coordinator, decided(closed=[closed.pk]))
    assert set(CasePupil.objects.filter(student=noor).values_list("case", flat=True)) == {both.pk, own.pk, closed.pk}
    assert CasePupil.objects.filter(case=both).count() == 1
    assert [Case.objects.get(pk=each.pk).closed_at for each in (own, closed)] == [None, NOW]


def test_a_restricted_pupil_is_not_merged_unless_the_law_allows_it(noor, double, vlieger, coordinator):
    """GDPR 18(2); the use stays on record, and the restriction goes along."""
    standing = Restriction(student=double, school=vlieger, since=NOW - HOUR, categories=["ID"], reason="x", ground="accuracy")
    standing.save()
    with pytest.raises(NotAllowed, match="GDPR 18"):
        merge(noor, double, coordinator)
    merge(noor, double, coordinator, decided(allowed="consent"))
    standing.refresh_from_db()
    assert standing.student_id == noor.pk and standing.uses.get().ground == "consent"


def test_two_citizen_service_numbers_are_two_children(noor, double, vlieger, kompas, coordinator):
    """SETTLED 17: neither is shown; one alone goes along, sealed anew for the row that stays."""
    for child, school, number in ((noor, vlieger, "111222333"), (double, kompas, "123456782")):
        numbers.set_bsn(reloaded(child), number=number, by=scope(staff(Role.OFFICE, school)), at=NOW)
    with pytest.raises(NotAllowed, match="two children"):
        merge(noor, double, coordinator)
    numbers.set_bsn(reloaded(noor), number="", by=scope(staff(Role.OFFICE, vlieger)), at=NOW)
    merge(noor, double, coordinator)
    noor.refresh_from_db()
    assert numbers.opened(noor, crypto.Keyring.for_subjects([noor.pk])) == "123456782"


def test_two_open_requests_stay_two_and_the_same_one_twice_stands_in_the_way(noor, double, coordinator):
    mother, father = guardian(noor, double), guardian(double)
    for parent, child in ((mother, noor), (father, double)):
        receiving.receive(student=child, right="access", wish="", by=scope(parent.user), at=NOW)
    again = receiving.receive(student=double, right="access", wish="", by=scope(mother.user), at=NOW)[0]
    with pytest.raises(NotAllowed, match="open request"):
        merge(noor, double, coordinator)
    models.QuerySet(type(again)).filter(pk=again.pk).update(status="closed", outcome="withdrawn", closed_at=NOW)
    merge(noor, double, coordinator)
    assert noor.privacy_requests.count() == 3 and noor.privacy_requests.open().count() == 2


def test_the_only_account_goes_along_and_of_two_one_is_closed(noor, double, coordinator):
    """RELIABILITY T2: sessions of the closed one end at once; what was asked and received goes to the one that stays."""
    own, other = FamilyUserFactory(), FamilyUserFactory()
    models.QuerySet(Student).filter(pk=double.pk).update(user=other)
    third = pupil(noor.enrolments.get().school, first_name="Noor", last_name="Wit", user=own)
    merge(noor, double, coordinator)
    noor.refresh_from_db()
    assert noor.user == other
    seal = own.session_seal
    merge(noor, third, coordinator)
    own.refresh_from_db()
    noor.refresh_from_db()
    assert noor.user == other and not own.is_active and own.session_seal != seal


def test_a_merge_leads_on_through_the_next_and_is_destroyed_with_the_pupil(noor, double, vlieger, kompas, coordinator):
    """SETTLED 16: keys, earlier versions of all three records, and what was merged, go with the last of them."""
    third = pupil(vlieger, first_name="Noor", last_name="Wit")
    mother = guardian(double, third)
    for child, school in ((double, kompas), (noor, vlieger)):
        entry(child, school, Category.GUI, text="Geheim.")
    merge(double, noor, coordinator)
    merge(third, double, coordinator)
    assert Merge.objects.survivor_of(noor.pk) == third.pk
    assert set(Merge.objects.former_keys(third.pk)) == {noor.pk, double.pk}
    assert set(personal_data.keys_of(third.pk)) == {noor.pk, double.pk, third.pk}
    personal_data.erase(third.pk, at=NOW, delete_file=lambda name: None)
    assert not DataKey.objects.exists() and not Merge.objects.exists() and not Guardian.objects.filter(pk=mother.pk).exists()
    for model in holdings:
        if history.is_historied(model):
            assert not history.versions_of(model).objects.exists(), model


def test_two_guardians_become_one_with_all_children_and_one_account(noor, double, coordinator, vlieger):
    """SETTLED 15: the secret address of either holds; letters, codes and requests go along; the other account is closed."""
    one = guardian(noor, first_name="Sanne", last_name="Wit", phone="0612345678")
    other = guardian(double, noor, first_name="S.", last_name="Wit", has_secret_address=True)
    asked = receiving.receive(student=double, right="access", wish="", by=scope(other.user), at=NOW)[0]
    letter = papers.letter(double, other, vlieger)
    closed = other.user
    done = merge(one, other, coordinator, decided(fields={"email": "absorbed", "first_name": "survivor"}))
    one.refresh_from_db()
    assert (one.email, one.first_name, one.has_secret_address) == (other.email, "Sanne", True)
    assert {each.student_id for each in one.relations.all()} == {noor.pk, double.pk}
    asked.refresh_from_db()
    closed.refresh_from_db()
    assert (asked.guardian_id, asked.requester_id, closed.is_active) == (one.pk, one.user_id, False)
    assert Letter.objects.get(pk=letter.pk).user_id == one.user_id and Letter.objects.get(pk=letter.pk).addressee == one.pk
    assert done.united == {"students.GuardianRelation": 1}
    audit.flush()
    assert Event.objects.filter(name="guardian.merged", about=one.pk).exists()


def test_who_does_not_keep_both_schools_merges_nothing(noor, double, vlieger, kompas, board):
    """2.14: ID, CT, FAM and ENR at every school of either, or the privacy coordinator."""
    for user in (staff(Role.OFFICE, vlieger), staff(Role.COORDINATOR, vlieger), staff(Role.DIRECTOR, kompas), staff(Role.ICT, board)):
        with pytest.raises(NotAllowed, match="every school"):
            merge(noor, double, user)
    twice = pupil(vlieger, first_name="Noor", last_name="Wit")
    merge(noor, twice, staff(Role.OFFICE, vlieger))


def test_what_changed_since_it_was_shown_is_looked_at_again_and_nothing_is_half_done(noor, double, kompas, coordinator, monkeypatch):
    by = scope(coordinator)
    found = comparing.pupils(reloaded(noor), reloaded(double), by=by, at=NOW)
    guardian(double)
    with pytest.raises(Stale):
        merging.merge_pupils(noor.pk, double.pk, decisions=decided(), shown=found.digest, by=by, at=NOW)
    monkeypatch.setattr(crypto, "join", lambda *keys: 1 / 0)
    rows = DossierEntry.objects.create(student=double, school=kompas, category="ABS", happened_on=TODAY, author_name="x", created_at=NOW)
    with pytest.raises(ZeroDivisionError):
        merge(noor, double, coordinator)
    rows.refresh_from_db()
    assert rows.student_id == double.pk and not Merge.objects.exists()
    monkeypatch.undo()
    merge(noor, double, coordinator)
    with pytest.raises(NotAllowed, match="already"):
        merging.merge_pupils(noor.pk, double.pk, decisions=decided(), shown=found.digest, by=by, at=NOW)


def test_every_reference_to_a_pupil_a_guardian_or_an_account_says_how_it_follows():
    """A new app that forgets to say so does not start."""
    assert everything_follows(None) == []


def test_two_people_stay_two_after_a_merge_with_a_third(noor, double, vlieger, coordinator):
    third = pupil(vlieger, first_name="Noor", last_name="Wit")
    merging.keep_apart(MergeKind.PUPIL, double.pk, third.pk, why=WhyTwo.NAMESAKES, by=scope(coordinator), at=NOW)
    merge(noor, double, coordinator)
    assert TwoPeople.objects.filter(one=third.pk, other=noor.pk).exists()


def test_two_children_with_another_birthday_and_surname_are_not_mistaken_for_one(noor, kompas, coordinator):
    with pytest.raises(NotAllowed, match="two children"):
        merge(noor, pupil(kompas, first_name="Noor", last_name="Bos", birth_on=date(2014, 1, 1)), coordinator)


def test_the_web_may_merge_with_the_rights_that_it_has():
    """SETTLED 26: what was merged, and who were told apart, is written once and never changed by the web; earlier versions stay."""
    declared = roles.declared()
    assert {declared[model._meta.db_table] for model in (Merge, TwoPeople)} == {"SELECT, INSERT"}
    updated = {follow.model._meta.db_table for who in Who for follow in follows_of(who)}
    kept = {declared[table] for table in updated & declared.keys()}
    assert all("UPDATE (student_id" in rights for rights in kept), "the key of the person moves, whatever else stays"


def test_who_were_parted_before_it_was_kept_are_two_people_since_the_upgrade(noor, double, vlieger):
    mother = guardian(noor, double)
    office = scope(staff(Role.OFFICE, vlieger))
    other = split_guardian(mother, relations=[mother.relations.get(student=noor)], by=office, at=NOW)
    audit.flush()
    models.QuerySet(TwoPeople).delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("students.migrations.0006_parted").PARTED)
    noted = TwoPeople.objects.get(one=mother.pk)
    assert (noted.other, noted.why, noted.by, noted.kind) == (other.pk, WhyTwo.PARTED, office.user, MergeKind.GUARDIAN)


def test_who_saw_the_double_is_told_with_the_survivor(noor, double, coordinator, kompas, client):
    """S2-121, S2-128: the reading log only grows, and keeps the key that was read then."""
    reader = staff(Role.CARE_COORDINATOR, kompas, name="Zora de Lezer")
    audit.reading(by=scope(reader), student_id=double.pk, category="CAR", right="school:care_coordinator", at=NOW)
    merge(noor, double, coordinator)
    audit.flush()
    client.force_login(coordinator)
    assert "Zora de Lezer" in client.get(reverse("access:readings", args=[noor.pk])).content.decode()
