from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacyadmin import crypto
from privacyadmin.crypto.models import DataKey

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LABEL = "students.DossierEntry.text"


@pytest.fixture
def noor():
    return uuid4()


@pytest.fixture
def ring(db, noor):
    return crypto.Keyring.ensure([noor], at=NOW)


@pytest.fixture
def row():
    return uuid4()


def test_what_was_sealed_opens_and_looks_different_each_time(ring, noor, row):
    """SETTLED 17."""
    text = "Noor is allergisch voor pinda’s. 🥜"
    first, second = (ring.seal(noor, text, label=LABEL, row_id=row) for _time in range(2))
    assert first != second
    assert b"Noor" not in first
    assert ring.open(noor, first, label=LABEL, row_id=row) == text
    assert ring.open(noor, memoryview(second), label=LABEL, row_id=row) == text


def test_a_sealed_value_opens_only_for_its_own_pupil_field_and_row(ring, noor, row):
    finn = uuid4()
    both = crypto.Keyring.ensure([noor, finn], at=NOW)
    blob = both.seal(noor, "x", label=LABEL, row_id=row)
    for subject, label, row_id in ((finn, LABEL, row), (noor, "students.DossierEntry.title", row), (noor, LABEL, uuid4())):
        with pytest.raises(crypto.Tampered):
            both.open(subject, blob, label=label, row_id=row_id)


def test_every_changed_bit_is_seen(ring, noor, row):
    blob = ring.seal(noor, "geheim", label=LABEL, row_id=row)
    for place in range(len(blob)):
        changed = blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1:]
        with pytest.raises(crypto.Tampered):
            ring.open(noor, changed, label=LABEL, row_id=row)
    for length in range(len(blob)):
        with pytest.raises(crypto.Tampered):
            ring.open(noor, blob[:length], label=LABEL, row_id=row)


def test_after_the_key_is_destroyed_nobody_reads_it(ring, noor, row):
    """Destroying a pupil destroys the key (DESIGN)."""
    blob = ring.seal(noor, "geheim", label=LABEL, row_id=row)
    assert crypto.shred(noor) is True
    assert crypto.shred(noor) is False
    with pytest.raises(crypto.Shredded):
        crypto.Keyring.for_subjects([noor]).open(noor, blob, label=LABEL, row_id=row)
    again = crypto.Keyring.ensure([noor], at=NOW)
    with pytest.raises(crypto.Tampered):
        again.open(noor, blob, label=LABEL, row_id=row)


def test_a_keyring_opens_for_the_people_it_was_made_for_only(ring, noor, row):
    blob = ring.seal(noor, "x", label=LABEL, row_id=row)
    with pytest.raises(KeyError):
        crypto.Keyring.for_subjects([uuid4()]).open(noor, blob, label=LABEL, row_id=row)


def test_a_page_of_pupils_costs_one_query(db, django_assert_num_queries):
    pupils = [uuid4() for _number in range(25)]
    crypto.Keyring.ensure(pupils, at=NOW)
    with django_assert_num_queries(1):
        ring = crypto.Keyring.for_subjects(pupils)
        for pupil in pupils:
            ring.seal(pupil, "x", label=LABEL, row_id=pupil)
    with django_assert_num_queries(2):
        crypto.Keyring.ensure(pupils, at=NOW)


def test_no_key_is_shown_by_printing_a_keyring(ring, noor):
    assert repr(ring) == "<Keyring of 1>"


def test_a_new_master_key_wraps_all_keys_anew_and_the_old_one_can_go(ring, noor, row, settings):
    blob = ring.seal(noor, "x", label=LABEL, row_id=row)
    old = settings.MASTER_KEYS
    settings.MASTER_KEYS, settings.MASTER_KEY_VERSION = {**old, 2: b"n" * 32}, 2
    assert crypto.rewrap(batch=1) == 1
    assert crypto.rewrap() == 0
    assert DataKey.objects.get(subject=noor).key_version == 2
    settings.MASTER_KEYS = {2: b"n" * 32}
    assert crypto.Keyring.for_subjects([noor]).open(noor, blob, label=LABEL, row_id=row) == "x"
    settings.MASTER_KEYS = old
    with pytest.raises(crypto.Shredded):
        crypto.Keyring.for_subjects([noor]).open(noor, blob, label=LABEL, row_id=row)


def test_a_key_moved_to_another_pupil_does_not_unwrap(ring, noor, row):
    finn = uuid4()
    key = DataKey.objects.get(subject=noor)
    DataKey.objects.create(subject=finn, wrapped=key.wrapped, key_version=key.key_version, created_at=NOW)
    with pytest.raises(crypto.Tampered):
        crypto.Keyring.for_subjects([finn]).seal(finn, "x", label=LABEL, row_id=row)


def test_the_database_holds_no_plain_key(ring, noor):
    assert ring.key(noor) not in bytes(DataKey.objects.get(subject=noor).wrapped)


@given(st.text(), st.text(alphabet=st.characters(codec="ascii"), max_size=60))
def test_secrets_of_the_system_open_for_the_same_purpose_only(secret, label):
    blob = crypto.seal_system(secret, label)
    assert crypto.open_system(blob, label) == secret
    with pytest.raises(crypto.Tampered):
        crypto.open_system(blob, label + "x")


def test_of_two_records_that_were_merged_both_keys_open_for_the_survivor_and_go_with_him(ring, noor, row, settings):
    """A merge seals nothing anew; destroying the survivor destroys all (DESIGN, SETTLED 17)."""
    double, third = uuid4(), uuid4()
    old = crypto.Keyring.ensure([double], at=NOW).seal(double, "van de dubbele", label=LABEL, row_id=row)
    own = ring.seal(noor, "van Noor", label=LABEL, row_id=row)
    assert crypto.join(double, noor) == 1
    both = crypto.Keyring.for_subjects([noor])
    assert [both.open(noor, blob, label=LABEL, row_id=row) for blob in (old, own)] == ["van de dubbele", "van Noor"]
    with pytest.raises(crypto.Tampered):
        both.open(noor, old, label=LABEL, row_id=uuid4())
    assert crypto.Keyring.ensure([third], at=NOW).has(third) and crypto.join(noor, third) == 2
    settings.MASTER_KEYS, settings.MASTER_KEY_VERSION = {**settings.MASTER_KEYS, 2: b"n" * 32}, 2
    assert crypto.rewrap() == 3
    assert crypto.Keyring.for_subjects([third]).open(third, old, label=LABEL, row_id=row) == "van de dubbele"
    assert crypto.shred(third) is True and not DataKey.objects.exists()
    with pytest.raises(crypto.Shredded):
        crypto.Keyring.for_subjects([third]).open(third, own, label=LABEL, row_id=row)


def test_a_survivor_without_a_key_of_his_own_opens_with_that_of_the_other(db, row):
    one, other = uuid4(), uuid4()
    sealed = crypto.Keyring.ensure([other], at=NOW).seal(other, "x", label=LABEL, row_id=row)
    crypto.join(other, one)
    ring = crypto.Keyring.for_subjects([one])
    assert ring.has(one) and ring.open(one, sealed, label=LABEL, row_id=row) == "x"
    with pytest.raises(crypto.Shredded):
        ring.seal(one, "x", label=LABEL, row_id=row)


def test_a_key_that_was_handed_to_somebody_else_in_the_database_opens_nothing(ring, noor, row):
    finn = uuid4()
    sealed = ring.seal(noor, "x", label=LABEL, row_id=row)
    DataKey.objects.filter(subject=noor).update(holder=finn)
    with pytest.raises(crypto.Tampered):
        crypto.Keyring.for_subjects([finn]).open(finn, sealed, label=LABEL, row_id=row)
