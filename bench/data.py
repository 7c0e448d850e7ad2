"""The data of the bench: 30 schools, 50,000 pupils, 1,000,000 dossier entries at scale 1, made on the server and kept by scale."""
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, models

from consent.models import Decision, Purpose, PurposeText
from privacyadmin.accounts.models import User
from privacyadmin.organisation.models import School
from processors.models import Disclosure, DisclosurePupil, Party, PartyUse
from requests.models import PrivacyRequest
from students.models import ClassGrant, ClassGroup, ClassMembership, DossierEntry, Enrolment, Guardian, GuardianRelation, Student

SCHOOLS, CLASSES, PUPILS, STAFF, GUARDIANS, ENTRIES, REQUESTS = 30, 2_000, 50_000, 3_000, 100_000, 1_000_000, 100_000
PARTIES, DISCLOSURES, PUPILS_EACH = 2_000, 20_000, 3
PURPOSES_EACH = 6                                           # with two guardians a pupil: 600,000 answers
CLASSES_EACH = 14
SMALLEST = 60


@dataclass(frozen=True)
class Size:
    """How many rows of each kind at a scale; the schools stay thirty."""

    scale: float

    def of(self, whole: int) -> int:
        return max(SMALLEST, int(whole * self.scale))

    @property
    def classes(self) -> int:
        return self.of(CLASSES)

    @property
    def pupils(self) -> int:
        return self.of(PUPILS)

    @property
    def staff(self) -> int:
        return self.of(STAFF)

    @property
    def guardians(self) -> int:
        return self.of(GUARDIANS)

    @property
    def entries(self) -> int:
        return self.of(ENTRIES)

    @property
    def requests(self) -> int:
        return self.of(REQUESTS)

    @property
    def parties(self) -> int:
        return self.of(PARTIES)

    @property
    def disclosures(self) -> int:
        return self.of(DISCLOSURES)


SCHOOL, CLASS, PUPIL, STAFF_USER, ENTRY, ENROLMENT, PLACE, GUARDIAN, RELATION, GRANT, REQUEST, PARTY, DISCLOSURE = range(1, 14)
PURPOSE, WORDS = 14, 15
FUNCTIONS = """
    create or replace function bench_key(kind int, number bigint) returns uuid language sql immutable parallel safe as
    $$ select (lpad(to_hex(kind), 4, '0') || lpad(to_hex(number), 8, '0') || '70008000000000000000')::uuid $$;
    create or replace function bench_pick(number bigint, variadic words text[]) returns text language sql immutable parallel safe as
    $$ select words[1 + (hashint8(number) & 2147483647) % array_length(words, 1)] $$;
"""
FIRST = "'Anna','Bram','Casper','Dina','Eva','Fatima','Guus','Hanna','Ilias','Jasmijn','Koen','Lotte','Mees','Nora','Otis','Pim','Roos'"
LAST = "'Aalbers','Bakker','Celik','Dijkstra','Evers','Franken','Groot','Hendriks','Jansen','Kuipers','Linden','Maas','Peeters','Smits'"
TEXT = "Rekenen: ruim voldoende. Werkt rustig en vraagt om hulp wanneer dat nodig is. Blok "


def key(kind: int, number: int) -> UUID:
    """The key of the nth row of a kind; the same expression in SQL is `bench_key`."""
    return UUID(f"{kind:04x}{number:08x}70008000000000000000")


def insert(model: type[models.Model], source: str, /, **columns: str) -> str:
    """INSERT .. SELECT of these expressions; a field that is not named gets its default, so that a new one breaks nothing."""
    fields = model._meta.local_concrete_fields
    unknown = set(columns) - {field.attname for field in fields}
    if unknown:
        raise ValueError(f"{model.__name__} has no {unknown}")
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    values = ", ".join(columns.get(field.attname) or usual(field) for field in fields)
    return f"insert into {model._meta.db_table} ({names}) select {values} from {source}"


def usual(field: models.Field) -> str:
    """What a field holds when nothing is said, as SQL."""
    if isinstance(field, models.UUIDField) and not field.null:
        return "gen_random_uuid()"
    if getattr(field, "auto_now_add", False):
        return "now()"
    with connection.cursor() as cursor:
        return cursor.cursor.mogrify("%s", [field.get_db_prep_save(field.get_default(), connection)]).decode()


def series(count: int) -> str:
    return f"generate_series(1, {count}) n"


def schools() -> str:
    return insert(
        School, series(SCHOOLS), id=f"bench_key({SCHOOL}, n)", name="'School ' || n", brin="lpad(n::text, 2, '0') || 'BN'", branch="'00'",
        sector="case when mod(n, 2) = 0 then 'vo' else 'po' end", board_id="(select id from organisation_board)",
    )


def classes(size: Size) -> str:
    return insert(
        ClassGroup, series(size.classes), id=f"bench_key({CLASS}, n)", key="'C' || n", name="'klas ' || n", year_group="'4'", kind="'base'",
        school_id=f"bench_key({SCHOOL}, 1 + mod(n, {SCHOOLS}))", school_year_id="(select id from organisation_schoolyear limit 1)",
    )


def pupils(size: Size) -> str:
    drawn = (
        f"(select n, bench_pick(n, {FIRST}) first, bench_pick(n * 31 + 7, {LAST}) || ' ' || mod(hashint8(n) & 65535, 997) last"
        f" from {series(size.pupils)}) drawn"
    )
    return insert(
        Student, drawn, id=f"bench_key({PUPIL}, n)", first_name="first", last_name="last", search_name="upper(first || '   ' || last)",
        birth_on="date '2008-01-01' + mod(n, 4000)", sex="'1'", postcode="'5701AB'",
    )


def places(size: Size) -> str:
    return insert(
        ClassMembership, series(size.pupils), id=f"bench_key({PLACE}, n)", since="date '2026-08-01'", student_id=f"bench_key({PUPIL}, n)",
        class_group_id=f"bench_key({CLASS}, 1 + mod(n, {size.classes}))",
    )


def enrolments(size: Size) -> str:
    of_class = f"{series(size.pupils)} join students_classgroup class on class.id = bench_key({CLASS}, 1 + mod(n, {size.classes}))"
    return insert(
        Enrolment, of_class, id=f"bench_key({ENROLMENT}, n)", key="'L' || n", status="'enrolled'", entry_on="date '2024-08-01'",
        year_group="'4'", school_id="class.school_id", student_id=f"bench_key({PUPIL}, n)",
    )


def staff(size: Size) -> str:
    return insert(
        User, series(size.staff), id=f"bench_key({STAFF_USER}, n)", username="'staff:s' || n || '@bench.example'",
        email="'s' || n || '@bench.example'", kind="'staff'", name="'Medewerker ' || n", password="'!'",
    )


def guardians(size: Size) -> str:
    return insert(
        Guardian, series(size.guardians), id=f"bench_key({GUARDIAN}, n)", key="'G' || n", first_name=f"bench_pick(n, {FIRST})",
        last_name=f"bench_pick(n, {LAST})",
    )


def relations(size: Size) -> str:
    return insert(
        GuardianRelation, series(size.guardians), id=f"bench_key({RELATION}, n)", kind="'ouder'", authority="'ja'",
        guardian_id=f"bench_key({GUARDIAN}, n)", student_id=f"bench_key({PUPIL}, 1 + mod(n, {size.pupils}))",
    )


def grants(size: Size) -> str:
    """Fourteen classes for each member of staff: what is a million rows when each pupil has his own (PERFORMANCE 1)."""
    member, nth = f"mod(n, {size.staff})", f"(n / {size.staff})"
    return insert(
        ClassGrant, series(size.staff * CLASSES_EACH), id=f"bench_key({GRANT}, n)", since="timestamptz '2026-08-01'",
        until="timestamptz '2027-07-31'", why="'bench'", permission_id="""(select permission.id from auth_permission permission
            join django_content_type kind on kind.id = permission.content_type_id
            where kind.model = 'classgroup' and permission.codename = 'role_mentor')""",
        user_id=f"bench_key({STAFF_USER}, 1 + {member})",
        content_object_id=f"bench_key({CLASS}, 1 + mod(7 * {member} + 131 * {nth}, {size.classes}))",
    ) + " on conflict do nothing"


def grants_per_pupil() -> str:
    """The same as guardian holds it by default: a row for each pupil of each class. Nothing of the program reads them."""
    return """insert into guardian_userobjectpermission (object_pk, content_type_id, permission_id, user_id)
        select distinct member.student_id::text, kind.id, permission.id, held.user_id
        from students_classgrant held
        join students_classmembership member on member.class_group_id = held.content_object_id
        join django_content_type kind on kind.app_label = 'students' and kind.model = 'student'
        join auth_permission permission on permission.content_type_id = kind.id and permission.codename = 'view_student'"""


def entries(size: Size) -> str:
    """Twenty for each pupil: a quarter sealed, a quarter on absence, half on results."""
    drawn = (
        f"(select n, (array['GUI', 'ABS', 'RES', 'RES'])[1 + mod(n / {size.pupils}, 4)] category from {series(size.entries)}) drawn"
        f" join students_enrolment enrolment on enrolment.id = bench_key({ENROLMENT}, 1 + mod(drawn.n, {size.pupils}))"
    )
    return insert(
        DossierEntry, drawn, id=f"bench_key({ENTRY}, n)", category="category", happened_on="date '2024-08-01' + mod(n * 37, 800)",
        text=f"case when category = 'GUI' then '' else '{TEXT}' || n end",
        sealed="case when category = 'GUI' then decode(repeat(md5(n::text), 6), 'hex') end", author_name="'J. Bakker'",
        created_at="timestamptz '2026-09-01'", school_id="enrolment.school_id", student_id="enrolment.student_id",
    )


def requests(size: Size) -> str:
    """Open requests that were received lately: none is due for a reminder on the day of the bench, 22 November 2026."""
    drawn = (
        f"(select n, date '2026-11-10' + mod(n, 12) received from {series(size.requests)}) drawn"
        f" join students_enrolment enrolment on enrolment.id = bench_key({ENROLMENT}, 1 + mod(drawn.n, {size.pupils}))"
    )
    return insert(
        PrivacyRequest, drawn, id=f"bench_key({REQUEST}, n)", number="'2026-' || n", right="'access'", school_id="enrolment.school_id",
        student_id="enrolment.student_id", capacity="'guardian'", requester_name="'Ouder ' || n", channel="'letter'",
        categories="array['ID', 'RES']", status="'received'", received_on="received", registered_at="received::timestamptz",
        policy_id="(select id from policy_policyversion limit 1)", due_on="received + 28", legal_on="received + 31",
        legal_paused_on="received + 31", max_on="received + 92", next_reminder_on="received + 14",
        handler_id=f"bench_key({STAFF_USER}, 1 + mod(n, {size.staff}))",
    )


def parties(size: Size) -> str:
    return insert(
        Party, series(size.parties), id=f"bench_key({PARTY}, n)", name="'Partij ' || n", known_as="'partij ' || n", kind="'government'",
    )


def uses(size: Size) -> str:
    return insert(
        PartyUse, series(size.parties), party_id=f"bench_key({PARTY}, n)", role="'authority'", service="'levering ' || n",
        school_id=f"bench_key({SCHOOL}, 1 + mod(n, {SCHOOLS}))", purpose="'bekostiging'", categories="array['ID', 'ENR']",
        since="date '2024-08-01'",
    )


def disclosures(size: Size) -> str:
    """Nine of ten given once, the others going on; ten of each party."""
    told = dict.fromkeys(("is_subsidiary", "is_proportionate", "is_minimal"), "true")
    made = "timestamptz '2024-08-01' + n * interval '1 hour'"
    drawn = f"(select n, mod(n, 10) = 0 standing, {made} made from {series(size.disclosures)}) drawn"
    return insert(
        Disclosure, drawn, id=f"bench_key({DISCLOSURE}, n)", party_id=f"bench_key({PARTY}, 1 + mod(n, {size.parties}))",
        school_id=f"bench_key({SCHOOL}, 1 + mod(n, {SCHOOLS}))", role="'authority'", subject="'Levering ' || n", purpose="'government'",
        ground="'c'", law="'wet'", data_categories="array['enrolment', 'name']", categories="array['ENR', 'ID']", made_at="made",
        decided_at="made", decided_by_id=f"bench_key({STAFF_USER}, 1)", pupil_count=f"{PUPILS_EACH}", is_standing="standing",
        status="case when standing then 'decided' else 'given' end", since="case when standing then made::date end",
        frequency="case when standing then 'monthly' else '' end", given_on="case when not standing then made::date end",
        method="case when standing then '' else 'mail' end", **told,
    )


def disclosed(size: Size) -> str:
    of_each = f"{series(size.disclosures)} cross join generate_series(1, {PUPILS_EACH}) nth"
    return insert(
        DisclosurePupil, of_each, disclosure_id=f"bench_key({DISCLOSURE}, n)",
        student_id=f"bench_key({PUPIL}, 1 + mod(n * 7 + nth, {size.pupils}))",
        since="case when mod(n, 10) = 0 then date '2024-08-01' + n / 24 end",
    )


def purposes() -> str:
    """Six for each school."""
    return insert(
        Purpose, series(SCHOOLS * PURPOSES_EACH), id=f"bench_key({PURPOSE}, n)", code="'IMG_' || n", kind="'image'", mode="'once'",
        school_id=f"bench_key({SCHOOL}, 1 + mod(n, {SCHOOLS}))", since="date '2024-08-01'",
    )


def purpose_texts() -> str:
    return insert(
        PurposeText, series(SCHOOLS * PURPOSES_EACH), id=f"bench_key({WORDS}, n)", purpose_id=f"bench_key({PURPOSE}, n)", number="1",
        title_nl="'Foto'", title_en="'Photo'", body_nl="'Mag dit?'", body_en="'May we?'", valid_from="date '2024-08-01'",
        made_at="timestamptz '2024-08-01'",
    )


def decisions() -> str:
    """What each parent answered to each purpose of the school: nine of ten said yes."""
    asked = (
        "students_guardianrelation relation join students_enrolment enrolment on enrolment.student_id = relation.student_id"
        " join consent_purpose purpose on purpose.school_id = enrolment.school_id"
        " join consent_purposetext text on text.purpose_id = purpose.id"
        " cross join lateral (select hashtext(relation.id::text || purpose.id::text) & 65535 drawn,"
        " timestamptz '2025-09-01' + (hashtext(relation.id::text) & 255) * interval '1 day' moment) each"
    )
    return insert(
        Decision, asked, student_id="relation.student_id", purpose_id="purpose.id", text_id="text.id", category="'IMG'",
        outcome="case when mod(drawn, 10) = 0 then 'refused' else 'given' end", guardian_id="relation.guardian_id", capacity="'holder'",
        decided_at="moment", channel="'portal'", recorded_at="moment",
    )


def load(size: Size) -> None:
    """Fill an empty, migrated database."""
    statements = [schools(), classes(size), pupils(size), places(size), enrolments(size), staff(size), guardians(size), relations(size)]
    statements += [grants(size), grants_per_pupil(), entries(size), requests(size)]
    statements += [parties(size), uses(size), disclosures(size), disclosed(size)]
    statements += [purposes(), purpose_texts(), decisions()]
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        for statement in statements:
            cursor.execute(statement)


def settle() -> None:
    """Statistics and visibility as on a database that has been up for a while."""
    with connection.cursor() as cursor:
        cursor.execute("vacuum (analyze)")
