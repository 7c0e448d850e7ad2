"""The data of the bench: 30 schools, 50,000 pupils, 1,000,000 dossier entries at scale 1, made on the server and kept by scale."""
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

SCHOOLS, CLASSES, PUPILS, STAFF, GUARDIANS, ENTRIES, REQUESTS = 30, 2_000, 50_000, 3_000, 80_000, 1_000_000, 100_000


@dataclass(frozen=True)
class Size:
    """How many rows of each kind at a scale."""

    scale: float

    def __getattr__(self, name: str) -> int:
        whole = {"schools": SCHOOLS, "classes": CLASSES, "pupils": PUPILS, "staff": STAFF, "guardians": GUARDIANS, "entries": ENTRIES, "requests": REQUESTS}
        if name not in whole:
            raise AttributeError(name)
        return max(30, int(whole[name] * self.scale)) if name != "schools" else SCHOOLS


def key(kind: int, number: int) -> UUID:
    """The key of the nth row of a kind; the same expression in SQL is `bench_key`."""
    return UUID(f"{kind:04x}{number:08x}70008000000000000000")


FUNCTIONS = """
    create or replace function bench_key(kind int, number bigint) returns uuid language sql immutable parallel safe as
    $$ select (lpad(to_hex(kind), 4, '0') || lpad(to_hex(number), 8, '0') || '70008000000000000000')::uuid $$;
    create or replace function bench_pick(number bigint, variadic words text[]) returns text language sql immutable parallel safe as
    $$ select words[1 + (hashint8(number) & 2147483647) % array_length(words, 1)] $$;
"""
FIRST = "'Anna','Bram','Casper','Dina','Eva','Fatima','Guus','Hanna','Ilias','Jasmijn','Koen','Lotte','Mees','Nora','Otis','Pim','Roos','Sem','Tess','Umut'"
LAST = "'Aalbers','Bakker','Celik','Dijkstra','Evers','Franken','Groot','Hendriks','Jansen','Kuipers','Linden','Maas','Nijhuis','Peeters','Rutten','Smits','Timmer','Verbeek','Willems','Zwart'"
BOARD, SCHOOL, CLASS, PUPIL, STAFF_USER, FAMILY_USER, ENTRY = 1, 2, 3, 4, 5, 6, 7

PEOPLE = f"""
    insert into organisation_school (id, street, postcode, town, phone, email, website, name, colour, logo_alt, brin, branch, sector, board_id)
    select bench_key({SCHOOL}, n), '', '', '', '', '', '', 'School ' || n, '#0b5d5e', '', lpad(n::text, 2, '0') || 'BN', '00',
           case when n %% 2 = 0 then 'vo' else 'po' end, (select id from organisation_board)
    from generate_series(1, %(schools)s) n;
    insert into students_classgroup (id, key, name, year_group, kind, school_id, school_year_id)
    select bench_key({CLASS}, n), 'C' || n, 'klas ' || n, '4', 'base', bench_key({SCHOOL}, 1 + n %% %(schools)s), (select id from organisation_schoolyear)
    from generate_series(1, %(classes)s) n;
    insert into students_student (id, first_name, given_names, initials, prefix, last_name, search_name, birth_on, sex, email, postcode, eck_id, strict16_asked_by)
    select bench_key({PUPIL}, n), first, '', '', '', last, upper(first || '   ' || last), date '2008-01-01' + (n %% 4000)::int, '1', '', '5701AB', '', ''
    from (select n, bench_pick(n, {FIRST}) first, bench_pick(n * 31 + 7, {LAST}) || ' ' || (n %% 997) last from generate_series(1, %(pupils)s) n) drawn;
    insert into students_classmembership (id, since, student_id, class_group_id)
    select bench_key(13, n), date '2026-08-01', bench_key({PUPIL}, n), bench_key({CLASS}, 1 + n %% %(classes)s) from generate_series(1, %(pupils)s) n;
    insert into students_enrolment (id, key, status, entry_on, year_group, location, school_id, student_id)
    select bench_key(12, n), 'L' || n, 'enrolled', date '2024-08-01', '4', '', class.school_id, bench_key({PUPIL}, n)
    from generate_series(1, %(pupils)s) n join students_classgroup class on class.id = bench_key({CLASS}, 1 + n %% %(classes)s);
    insert into accounts_user (id, username, email, kind, name, language, is_active, joined_at, password)
    select bench_key({STAFF_USER}, n), 'staff:s' || n || '@bench.example', 's' || n || '@bench.example', 'staff', 'Medewerker ' || n, 'nl', true, now(), '!'
    from generate_series(1, %(staff)s) n;
    insert into students_guardian (id, key, first_name, initials, prefix, last_name, organisation_name, email, phone, has_secret_address, language, needs_own_address)
    select bench_key(14, n), 'G' || n, bench_pick(n, {FIRST}), '', '', bench_pick(n, {LAST}), '', '', '', false, 'nl', false from generate_series(1, %(guardians)s) n;
    insert into students_guardianrelation (id, kind, authority, authority_evidence, has_contact_block, has_information_right, guardian_id, student_id)
    select bench_key(15, n), 'ouder', 'ja', '', false, true, bench_key(14, n), bench_key({PUPIL}, 1 + n %% %(pupils)s) from generate_series(1, %(guardians)s) n;
"""
DOSSIER = f"""
    insert into students_dossierentry (id, category, happened_on, title, text, sealed, source, nature, audience, necessity, author_name, created_at, voided_why, school_id, student_id)
    select bench_key({ENTRY}, n), category, date '2024-08-01' + (n %% 800)::int, '',
           case when category = 'GUI' then '' else 'Rekenen: ruim voldoende, blok ' || n end,
           case when category = 'GUI' then decode(repeat(md5(n::text), 6), 'hex') end,
           'staff', 'fact', 'role', '', 'J. Bakker', timestamptz '2026-09-01', '', enrolment.school_id, enrolment.student_id
    from (select n, case when n %% 4 = 0 then 'GUI' when n %% 4 = 1 then 'ABS' else 'RES' end category from generate_series(1, %(entries)s) n) drawn
    join students_enrolment enrolment on enrolment.id = bench_key(12, 1 + drawn.n %% %(pupils)s);
"""
GRANTS = f"""
    insert into students_classgrant (id, since, until, why, ended_why, permission_id, user_id, content_object_id)
    select bench_key(16, n), timestamptz '2026-08-01', timestamptz '2027-08-01', 'bench', '',
           (select permission.id from auth_permission permission join django_content_type kind on kind.id = permission.content_type_id
            where kind.model = 'classgroup' and permission.codename = 'role_mentor'),
           bench_key({STAFF_USER}, 1 + n %% %(staff)s), bench_key({CLASS}, 1 + (n * 7) %% %(classes)s)
    from generate_series(1, %(staff)s * 5) n on conflict do nothing;
"""


def load(size: Size) -> None:
    """Fill an empty, migrated database."""
    numbers = {name: getattr(size, name) for name in ("schools", "classes", "pupils", "staff", "guardians", "entries", "requests")}
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        for part in (PEOPLE, GRANTS, DOSSIER):
            cursor.execute(part, numbers)
        cursor.execute("analyze")
