"""What every test has: a PostgreSQL of its own, the rights of the web process, no network, and a browser where there is one."""

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from hoanhap.config import embedded
from hoanhap.config.database import Role, connection_of, django_database, is_embedded, state_directory
from tests.cast import cast, cast_units  # noqa: F401  # fixtures for every test
from tests.units.fixtures import all_units, hanoi_units  # noqa: F401  # fixtures for every test


def pytest_configure() -> None:
    """Settings that only tests have: pages without collected files, and passwords that cost nothing to check."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True  # static files straight from their folders


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Tests make their databases as the owner, on `HOANHAP_DATABASE_URL` or on an embedded server that is fast and unsafe.

    The embedded test server stays up between runs (it costs 30 MB and saves a second); `make stop` ends it.
    """
    test = dict(settings.DATABASES["default"]["TEST"])
    settings.DATABASES["default"].update(django_database(Role.OWNER))
    if is_embedded():
        embedded.prepare_root(state_directory())
        cluster = embedded.cluster_of(state_directory(), tests=True)
        cluster.start()
        settings.DATABASES["default"]["HOST"] = str(cluster.sockets)
    settings.DATABASES["default"]["TEST"] = settings.DATABASES["default"]["TEST"] | test


@pytest.fixture(scope="session")
def web_role(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The role of the web process; the owner may take it (an external server must be asked for that).

    Units are loaded once per session (tests/units/fixtures.py), so the emptying after a transactional test spares their tables. At the
    end, connections that live servers or the browser's loop left open are closed, or the test database could not be dropped.
    """
    role: str = connection_of(Role.WEB)["user"]
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("select pg_has_role(current_user, %s, 'member')", [role])
        if cursor.fetchone() == (False,):
            cursor.execute(f'grant "{role}" to current_user')
    introspection = type(connection.introspection)  # the class: beside playwright's running loop Django has another connection
    every_table = introspection.django_table_names
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(introspection, "django_table_names", lambda *a, **k: [t for t in every_table(*a, **k) if not t.startswith("units_")])
        yield role
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        others = "from pg_stat_activity where datname = current_database() and usename = current_user and pid <> pg_backend_pid()"
        cursor.execute(f"select pg_terminate_backend(pid) {others}")


@pytest.fixture(autouse=True)
def _rights_of_the_web_process(request: pytest.FixtureRequest, _django_db_marker: None) -> Iterator[None]:
    """Run every database test as the role that the web process has, so that a missing grant shows in the test of the feature.

    Tests of what the owner does (bulk loading, roles) carry `@pytest.mark.db_owner`. A test inside a transaction loses the role with
    the rollback; a transactional test gets it through Django's `assume_role`, because its live server opens connections of its own,
    and gives it back before the tables are emptied. Emptying is for the owner, and with the triggers of append-only tables at rest.
    """
    marker = request.node.get_closest_marker("django_db")
    fixtures = set(request.fixturenames)
    transactional = bool((marker and marker.kwargs.get("transaction")) or fixtures & {"transactional_db", "live_server"})
    if not (marker or transactional or "db" in fixtures):
        yield
        return
    role = request.getfixturevalue("web_role")
    request.getfixturevalue("transactional_db" if transactional else "db")
    is_owner = request.node.get_closest_marker("db_owner") is not None
    options = connection.settings_dict["OPTIONS"]
    with connection.cursor() as cursor:
        cursor.execute("show session_replication_role")
        if cursor.fetchone() != ("origin",):  # left by a transactional test on this connection
            cursor.execute("reset session_replication_role")
        if not is_owner:
            cursor.execute(f'set role "{role}"')
    if transactional and not is_owner:
        options["assume_role"] = role
    yield
    options.pop("assume_role", None)
    if transactional:
        with connection.cursor() as cursor:
            cursor.execute("reset role")
            cursor.execute("set session_replication_role = replica")


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """A test that would reach another host fails: nothing of the program may need one."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise OSError(f"network access in a test: {address}")
        real(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real browser that can reach this machine only. Tests that use it are left out (loudly) where there is none."""
    from playwright.sync_api import sync_playwright

    from tests.browser import find_chromium

    path = find_chromium()
    if path is None:
        pytest.skip(NO_BROWSER)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in this thread, beside Django's calls, never inside one
    arguments = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(path), args=arguments)
        yield browser
        browser.close()


NO_BROWSER = "no Chromium on this machine"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly which tests were left out because there is no browser."""
    left_out = [report for report in terminalreporter.stats.get("skipped", []) if NO_BROWSER in str(report.longrepr)]
    if left_out:
        terminalreporter.section("KHÔNG CHẠY VÌ THIẾU TRÌNH DUYỆT · LEFT OUT, NO BROWSER", sep="!", red=True, bold=True)
        for report in left_out:
            terminalreporter.write_line(report.nodeid)
        terminalreporter.write_line(f"{len(left_out)} tests left out: install chromium or google-chrome and run `make test` again.")
