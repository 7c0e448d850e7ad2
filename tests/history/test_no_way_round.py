"""SETTLED 32: a historied model cannot be changed behind the history's back."""
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection, models, transaction

from privacyadmin import history
from privacyadmin.history import UnrecordedWrite
from tests.history.models import Book, Shelf

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
Version = history.versions_of(Book)


@pytest.fixture
def tables(db):
    with connection.schema_editor() as editor:
        for model in (Shelf, history.versions_of(Shelf), Book, Version):
            editor.create_model(model)


@pytest.fixture
def shelf(tables):
    return history.save(Shelf(name="A"), at=AT)


@pytest.fixture
def books(shelf):
    return [history.save(Book(title=f"B{number}", shelf=shelf), at=AT) for number in range(3)]


def versions(**filters):
    found = Version.objects.filter(**filters).order_by("history_date", "history_id")
    return list(found.values_list("title", "history_type", "history_date"))


def test_saving_is_dated_by_the_service_and_signed_by_the_person(tables):
    person = uuid4()
    book = history.save(Book(title="One"), at=AT, by=person, why="import")
    book.title = "Two"
    history.save(book, at=LATER, by=None)
    assert versions(id=book.pk) == [("One", "+", AT), ("Two", "~", LATER)]
    first = Version.objects.get(history_type="+")
    assert (first.history_by, first.history_change_reason) == (person, "import")
    assert not hasattr(book, "_history_date")


def test_deleting_leaves_the_last_version(books):
    key = books[0].pk
    history.delete(books[0], at=LATER)
    assert versions(id=key)[-1] == ("B0", "-", LATER)


@pytest.mark.parametrize(
    "write",
    [
        lambda shelf, books: Book.objects.update(title="x"),
        lambda shelf, books: Book.objects.filter(title="B1").update(title="x"),
        lambda shelf, books: Book._base_manager.update(title="x"),
        lambda shelf, books: Book._default_manager.all().update(title="x"),
        lambda shelf, books: shelf.books.update(title="x"),
        lambda shelf, books: shelf.books.all().delete(),
        lambda shelf, books: shelf.books.clear(),
        lambda shelf, books: shelf.books.set([]),
        lambda shelf, books: shelf.books.remove(books[0]),
        lambda shelf, books: shelf.books.add(books[0]),
        lambda shelf, books: shelf.books.bulk_create([Book(title="x")]),
        lambda shelf, books: Book.objects.bulk_create([Book(title="x")]),
        lambda shelf, books: Book.objects.bulk_update(books, ["title"]),
        lambda shelf, books: Book.objects.all().delete(),
    ],
)
def test_every_write_on_many_rows_is_refused(shelf, books, write):
    before = versions()
    with pytest.raises(UnrecordedWrite), transaction.atomic():
        write(shelf, books)
    assert versions() == before
    assert {book.title for book in Book.objects.all()} == {"B0", "B1", "B2"}


def test_within_a_bulk_write_with_a_reason_each_row_is_recorded(shelf, books):
    person = uuid4()
    with history.bulk("yearly move", at=LATER, by=person):
        made = Book.objects.bulk_create([Book(title="B3", shelf=shelf), Book(title="B4")])
        books[0].title = "B0b"
        Book.objects.bulk_update(books[:1], ["title"])
        Book.objects.filter(pk=books[1].pk).delete()
    recorded = Version.objects.filter(history_date=LATER)
    assert sorted(recorded.values_list("title", "history_type")) == [("B0b", "~"), ("B1", "-"), ("B3", "+"), ("B4", "+")]
    assert set(recorded.values_list("history_user_id", "history_change_reason")) == {(person, "yearly move")}
    assert Version.objects.filter(id__in=[book.pk for book in made]).count() == 2
    with pytest.raises(UnrecordedWrite):
        Book.objects.bulk_create([Book(title="x")])


def test_a_bulk_write_that_cannot_be_recorded_is_refused_even_there(books):
    with history.bulk("import", at=LATER), pytest.raises(UnrecordedWrite):
        Book.objects.bulk_create([Book(title="x")], ignore_conflicts=True)
    with history.bulk("import", at=LATER), pytest.raises(UnrecordedWrite):
        Book.objects.update(title="x")


def test_many_rows_change_in_two_statements_with_their_versions(books, django_assert_num_queries):
    person = uuid4()
    with django_assert_num_queries(5):            # savepoint, lock, update, versions, release
        changed = history.bulk_update(Book.objects.exclude(title="B2"), at=LATER, by=person, why="moved", title="Same")
    assert changed == 2
    rows = Version.objects.filter(history_date=LATER)
    told = [(row.title, row.history_type, row.history_by, row.history_change_reason) for row in rows]
    assert told == [("Same", "~", person, "moved")] * 2
    assert len({row.history_id for row in Version.objects.all()}) == Version.objects.count()
    assert history.bulk_update(Book.objects.filter(title="nothing"), at=LATER, title="x") == 0


def test_an_importer_can_write_versions_with_one_statement(books):
    with connection.cursor() as cursor:
        cursor.execute(f"{history.insert_sql(Book)} WHERE live.title = %s", ["+", LATER, None, "import", "B1"])
    assert versions(title="B1")[-1] == ("B1", "+", LATER)


def test_a_sealed_value_stays_sealed_in_its_versions(tables):
    book = history.save(Book(title="S", sealed=b"\x01cipher"), at=AT)
    assert bytes(Version.objects.get(id=book.pk).sealed) == b"\x01cipher"


def test_the_state_of_a_day_can_be_asked(books):
    books[0].title = "B0b"
    history.save(books[0], at=LATER)
    assert Book.history.as_of(AT).get(pk=books[0].pk).title == "B0"


def test_a_bulk_write_needs_a_reason():
    with pytest.raises(ValueError), history.bulk("", at=AT):
        pass


def test_ordinary_models_are_not_historied():
    class Plain(models.Model):
        class Meta:
            abstract = True

    assert not history.is_historied(Plain)
