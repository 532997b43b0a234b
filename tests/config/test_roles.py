"""The second wall: what the web process may not do, whatever its code tries."""

import psycopg
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from hoanhap.config.management.commands.migrate import append_only_tables

pytestmark = pytest.mark.django_db


def current_user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        return str(cursor.fetchone()[0])


def refused(statement: str) -> bool:
    """Does the database refuse this statement for want of a right? Rights are judged before rows, so empty tables serve."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        return isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege)
    return False


def column_of(table: str) -> str:
    [model] = [model for model in apps.get_models() if model._meta.db_table == table]
    return f'"{model._meta.concrete_fields[-1].column}"'


def test_tests_run_as_the_web_role(web_role: str) -> None:
    assert current_user() == web_role


@pytest.mark.django_db(transaction=True)
def test_transactional_tests_run_as_the_web_role_also_in_new_connections(web_role: str) -> None:
    assert current_user() == web_role
    connection.close()
    assert current_user() == web_role


@pytest.mark.db_owner
def test_marked_tests_run_as_the_owner(web_role: str) -> None:
    assert current_user() != web_role


def test_the_log_and_the_events_are_append_only() -> None:
    assert {"audit_auditentry", "cases_caseevent"} <= set(append_only_tables())


def test_append_only_tables_refuse_change_and_deletion() -> None:
    for table in append_only_tables():
        assert not refused(f"select from {table} limit 1"), table
        assert refused(f"update {table} set {column_of(table)} = {column_of(table)}"), table
        assert refused(f"delete from {table}"), table
        assert refused(f"truncate {table}"), table


def test_the_web_role_owns_nothing_and_makes_nothing(web_role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relowner = %s::regrole", [web_role])
        assert cursor.fetchall() == []
        cursor.execute("select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles where rolname = %s", [web_role])
        assert cursor.fetchone() == (False, False, False, False)
    assert refused("create table public.intruder (id int)")
    assert refused("drop table audit_auditentry")
    assert refused("alter table audit_auditentry disable trigger all")
