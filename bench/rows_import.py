"""An import of 1,500 pupils beside COPY into a table and hand-written statements that write the same rows (SETTLED 29)."""
import io
from collections.abc import Callable, Iterator
from dataclasses import replace

from django.db import connection, transaction

from privacyadmin import history
from privacyadmin.organisation.models import Board, School
from privacyadmin.organisation.services import school_year_named
from students.imports import apply as importing
from students.imports import edexml
from students.models import Appointment, ClassGroup, ClassMembership, Enrolment, StaffMember, Student
from students.models.pupils import fold
from tests.edexml.build import make_edexml

from .data import insert
from .measure import Row, compare
from .people import AT, ON

PUPILS = 1_500
EMPTY, FILLED = "98ZY", "98ZX"
TABLES = [
    Student, Enrolment, ClassGroup, ClassMembership, StaffMember, Appointment, history.versions_of(Student), history.versions_of(Enrolment),
]
STUDENT = ("last_name", "prefix", "given_names", "initials", "first_name", "birth_on", "sex", "email", "postcode", "search_name")
ENROLMENT = ("key", "year_group", "location", "entry_on")
CHANGES = {"postcode": "9999ZZ", "year_group": "8"}
PUPIL_COLUMNS = (*STUDENT, *ENROLMENT, "groups")
STAGE = """
    create temporary table stage_pupil (last_name text, prefix text, given_names text, initials text, first_name text, birth_on date,
        sex text, email text, postcode text, search_name text, key text, year_group text, location text, entry_on date, groups text[],
        student_id uuid, enrolment_id uuid, is_new boolean default false) on commit drop;
    create temporary table stage_group (key text, name text, kind text, year_group text) on commit drop;
    create temporary table stage_staff (key text, name text, email text, group_key text) on commit drop"""
KNOWN = """
    update stage_pupil set student_id = stored.student_id, enrolment_id = stored.id from students_enrolment stored
    where stored.school_id = %(school)s and stored.key = stage_pupil.key;
    update stage_pupil set student_id = gen_random_uuid(), enrolment_id = gen_random_uuid(), is_new = true where student_id is null;
    analyze stage_pupil"""


def rows() -> Iterator[Row]:
    for school in (EMPTY, FILLED):
        if not School.objects.filter(brin=school).exists():
            School.objects.create(board=Board.objects.get(), name=f"Import {school}", brin=school, sector="po")
    school_year_named("2026-2027")
    yield import_of(f"import of {PUPILS:,} new pupils, planned and applied / COPY and set-based upsert", EMPTY, read(EMPTY))
    stored = read(FILLED)
    if not Enrolment.objects.filter(school__brin=FILLED).exists():
        importing.apply(stored, by=None, at=AT)
    yield import_of(f"the same of {PUPILS:,} known pupils, half of them changed", FILLED, read(FILLED, changed=True))


def read(brin: str, *, changed: bool = False) -> edexml.EdexFile:
    """The file, parsed: reading it is no part of the comparison."""
    file = edexml.read(make_edexml(PUPILS, brin=brin), on=ON)
    if changed:
        file.pupils = [replace(pupil, **CHANGES) if number % 2 else pupil for number, pupil in enumerate(file.pupils)]
    return file


def import_of(work: str, brin: str, file: edexml.EdexFile) -> Row:
    school = School.objects.get(brin=brin)
    before = counts()

    def ours() -> None:
        importing.apply(file, by=None, at=AT)
        connection.flush_before_commit()

    def by_hand() -> None:
        upsert(file, school)

    if (mine := written(ours, before)) != (theirs := written(by_hand, before)):
        raise AssertionError(f"The two imports write different rows: {mine} and {theirs}")
    return compare(work, lambda: undone(ours), lambda: undone(by_hand), goal=6, rounds=5)


def undone(run: Callable[[], object]) -> object:
    with transaction.atomic():
        result = run()
        transaction.set_rollback(True)
    return result


def written(run: Callable[[], None], before: list[int]) -> dict[str, int]:
    """How many rows each table has more."""
    def counted() -> list[int]:
        run()
        return counts()

    return {model.__name__: now - then for model, now, then in zip(TABLES, undone(counted), before, strict=True)}


def counts() -> list[int]:
    return [model.objects.count() for model in TABLES]


def upsert(file: edexml.EdexFile, school: School) -> None:
    """What one would write by hand: stage by COPY, then one statement per table and kind of change."""
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        copy(cursor, "stage_pupil", PUPIL_COLUMNS, map(pupil_line, file.pupils))
        copy(cursor, "stage_group", ("key", "name", "kind", "year_group"), ((g.key, g.name, g.kind, g.year_group) for g in file.groups))
        copy(
            cursor, "stage_staff", ("key", "name", "email", "group_key"),
            ((t.key, f"{t.initials} {t.last_name}", t.email, group) for t in file.teachers for group in t.group_keys),
        )
        cursor.execute(KNOWN, {"school": school.pk})
        for statement, parameters in statements(school):
            cursor.execute(statement, parameters)


def pupil_line(pupil: edexml.PupilRow) -> tuple:
    name = fold(f"{pupil.first_name} {pupil.given_names} {pupil.prefix} {pupil.last_name}")
    own = (pupil.last_name, pupil.prefix, pupil.given_names, pupil.initials, pupil.first_name, pupil.birth_on, pupil.sex, pupil.email)
    groups = "{" + ",".join(key for key in (pupil.group_key, *pupil.combined_keys) if key) + "}"
    return (*own, pupil.postcode, name, pupil.key, pupil.year_group, pupil.location, pupil.entry_on, groups)


def copy(cursor, table: str, columns: tuple[str, ...], lines: Iterator[tuple]) -> None:
    text = "".join("\t".join(r"\N" if value is None else str(value) for value in row) + "\n" for row in lines)
    cursor.copy_expert(f"copy {table} ({', '.join(columns)}) from stdin", io.StringIO(text))


def statements(school: School) -> Iterator[tuple[str, list]]:
    of = f"'{school.pk}'::uuid"
    year = "(select id from organisation_schoolyear where name = '2026-2027')"
    stamp = [AT, None, "EDEXML"]
    yield insert(
        ClassGroup, f"stage_group g where not exists (select from students_classgroup c where c.school_id = {of} and c.key = g.key)",
        key="g.key", name="g.name", kind="g.kind", year_group="g.year_group", school_id=of, school_year_id=year,
    ), []
    yield insert(Student, "stage_pupil s where is_new", id="student_id", **{name: f"s.{name}" for name in STUDENT}), []
    yield f"{history.insert_sql(Student)} join stage_pupil s on s.student_id = live.id and s.is_new", ["+", *stamp]
    yield insert(
        Enrolment, "stage_pupil s where is_new", id="enrolment_id", student_id="student_id", school_id=of, status="'enrolled'",
        **{name: f"s.{name}" for name in ENROLMENT},
    ), []
    yield f"{history.insert_sql(Enrolment)} join stage_pupil s on s.enrolment_id = live.id and s.is_new", ["+", *stamp]
    yield from changes(Student, STUDENT, "student_id", stamp)
    yield from changes(Enrolment, ENROLMENT, "enrolment_id", stamp)
    yield insert(
        ClassMembership, f"""stage_pupil s cross join unnest(s.groups) wanted
        join students_classgroup c on c.school_id = {of} and c.key = wanted
        where not exists (
            select from students_classmembership m where m.student_id = s.student_id and m.class_group_id = c.id and m.until is null
        )""",
        student_id="s.student_id", class_group_id="c.id", since="date '2026-10-01'",
    ), []
    yield insert(
        StaffMember, f"""(select distinct key, name, email from stage_staff) s
        where not exists (select from students_staffmember m where m.school_id = {of} and m.key = s.key)""",
        key="s.key", name="s.name", email="s.email", school_id=of,
    ), []
    yield insert(
        Appointment, f"""stage_staff s join students_staffmember m on m.school_id = {of} and m.key = s.key
        join students_classgroup c on c.school_id = {of} and c.key = s.group_key
        where not exists (select from students_appointment a where a.staff_member_id = m.id and a.class_group_id = c.id)""",
        staff_member_id="m.id", class_group_id="c.id", role="'group_teacher'", source="'import'", state="'proposed'", proposed_at="now()",
    ), []


def changes(model: type, names: tuple[str, ...], own: str, stamp: list) -> Iterator[tuple[str, list]]:
    """Rows that differ, updated, and their versions."""
    table = model._meta.db_table
    old, new = (", ".join(f"{alias}.{name}" for name in names) for alias in ("live", "s"))
    yield f"""create temporary table changed_{table} on commit drop as
        select live.id from {table} live join stage_pupil s on s.{own} = live.id and not s.is_new
        where ({old}) is distinct from ({new})""", []
    yield f"""update {table} live set {", ".join(f"{name} = s.{name}" for name in names)}
        from stage_pupil s, changed_{table} changed where s.{own} = live.id and changed.id = live.id""", []
    yield f"{history.insert_sql(model)} join changed_{table} changed on changed.id = live.id", ["~", *stamp]
