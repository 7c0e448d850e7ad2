"""Registers with 2,000 parties and 20,000 disclosures, and the public page of a school (issue 4, Must show 5)."""
from collections.abc import Callable, Iterator

import time_machine
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from privacyadmin.access.scope import resolve
from privacyadmin.organisation.models import School
from processors.models import Disclosure, Party, Publication, PublicList
from processors.views import disclosures as of_disclosures
from processors.views import parties as of_parties
from students import given

from .data import PARTY, PUPIL, SCHOOL, key
from .measure import Row, compare
from .people import AT, ON, readers
from .rows_pages import beside_its_floor, client_of, page

OFTEN = 41                  # what takes a millisecond or less
LIST = """select d.id, d.subject, d.status, d.made_at, d.given_on, d.since, d.pupil_count, p.name, s.name
    from processors_disclosure d join processors_party p on p.id = d.party_id left join organisation_school s on s.id = d.school_id
    order by d.made_at desc, d.id desc limit 25"""
WHO = """select dp.student_id, p.name, d.given_on, d.since, d.categories, d.purpose, d.ground from processors_disclosurepupil dp
    join processors_disclosure d on d.id = dp.disclosure_id join processors_party p on p.id = d.party_id
    where dp.student_id = any(%s) and (d.status = 'given' or d.is_standing and d.status in ('decided', 'ended'))"""


def rows() -> Iterator[Row]:
    reader, count, parties = readers().everybody, Disclosure.objects.count(), Party.objects.count()
    scope, pupils = resolve(reader, AT), [key(PUPIL, number) for number in range(1, 26)]
    newest = Disclosure.objects.visible_to(scope).as_lines()
    yield compare(
        f"25 of {count:,} disclosures / the same by hand-written SQL", lambda: list(newest[:25]), lambda: by_hand(LIST), goal=6,
        rounds=OFTEN, inner=5,
    )
    yield compare(
        "disclosures of 25 pupils, who got it / a hand-written join", lambda: given.of(pupils, on=ON), lambda: by_hand(WHO, pupils),
        goal=4, rounds=OFTEN, inner=5,
    )
    with time_machine.travel(AT, tick=True), override_settings(ROOT_URLCONF="bench.urls"):
        client = client_of(reader)
        touched = f"/processors/parties/{key(PARTY, 1)}/touched/"
        yield beside_its_floor(f"register of {count:,} disclosures", client, "/processors/disclosures/", of_disclosures)
        yield beside_its_floor(f"register of {parties:,} parties", client, "/processors/", of_parties, goal=3)
        yield beside_its_floor("what hangs on one party", client, touched, of_parties, goal=3)
        yield public_page()


def by_hand(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall()


def public_page() -> Row:
    """The list of suppliers that everybody can read, drawn once; beside a file that the same server gives out."""
    school = School.objects.get(pk=key(SCHOOL, 1))
    told = [{"name": f"Partij {number}", "service": "levering"} for number in range(40)]
    Publication.objects.filter(school=school).exists() or Publication(
        kind=PublicList.PROCESSORS, school=school, number=1, at=AT, is_public=True, columns=["service"], rows=told, sha256="0" * 64
    ).save(force_insert=True)
    client = Client()
    return compare(
        "public page of a school / a static file", page(client, f"/public/processors/{school.brin.lower()}/"),
        static_file(client, staticfiles_storage.url("css/base.css")), goal=5, rounds=OFTEN, inner=5,
    )


def static_file(client: Client, url: str) -> Callable[[], None]:
    def get() -> None:
        answer = client.get(url)
        if answer.status_code != 200:
            raise AssertionError(f"{url} answers {answer.status_code}")
        b"".join(answer.streaming_content)

    return get
