"""What a test may rely on: a migrated database of its own, and the role of the web beside it."""

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from privacyadmin import local_services
from tests import databases, environment


def test_a_worker_has_a_database_a_redis_database_and_a_queue_of_its_own(db):
    """SETTLED 26."""
    assert connection.settings_dict["NAME"] == f"test_{environment.NAME}_{environment.WORKER}"
    assert settings.REDIS_URL.endswith(f"?db={environment.redis_database()}")
    assert f"privacyadmin-{environment.NAME}-{environment.WORKER}" == settings.CELERY_TASK_DEFAULT_QUEUE


def test_the_tables_belong_to_the_owner_and_none_to_the_role_of_the_web(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchall() == [(local_services.OWNER,)]


def test_the_role_of_the_web_changes_no_table(web_connection):
    with web_connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_content_type")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("ALTER TABLE django_content_type ADD COLUMN extra int")
        web_connection.rollback()
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("TRUNCATE django_session")


def test_a_copy_of_the_template_is_complete(django_db_setup):
    name = f"{environment.DATABASE}_copy"
    databases.make(name)
    try:
        copy = local_services.connect(environment.SERVERS, database=name)
        with copy.cursor() as cursor:
            cursor.execute("SELECT count(*) > 10 FROM django_migrations")
            assert cursor.fetchone() == (True,)
        copy.close()
    finally:
        databases.drop(name)
