"""The command `hoanhap` from outside, as an operator has it: real processes, a state directory of its own, real kills."""

import os
import pwd
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from hoanhap.config import web
from hoanhap.config.embedded import Cluster, cluster_of, prepare_root
from hoanhap.config.place import ACCOUNT


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A state directory, set up once; whatever still runs in it at the end is stopped and removed."""
    state = tmp_path_factory.mktemp("hồ sơ 'thử'")
    yield state
    web.stop(state)
    cluster_of(state).remove()


@pytest.fixture
def cluster(state: Path) -> Cluster:
    prepare_root(state)
    return cluster_of(state)


def environment(state: Path, **more: str) -> dict[str, str]:
    """What the command finds around it: nothing of this test run."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOANHAP", "DJANGO"))}
    return kept | {"HOANHAP_STATE": str(state)} | more


def command(state: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hoanhap", *arguments],
        env=environment(state, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Does a page come, whichever?"""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return False
    except OSError:
        return False


def eventually(true: object, seconds: float = 60) -> bool:
    assert callable(true)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False


@contextmanager
def served(state: Path) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """`hoanhap run` without demonstration data: the process, its port, and what it said until it was ready."""
    port = free_port()
    run = subprocess.Popen(
        [sys.executable, "-m", "hoanhap", "run", "--people", "0", "--port", str(port)],
        env=environment(state),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with run:
        assert run.stdout
        said = ""
        for line in run.stdout:
            said += line
            if "(stop)" in line:
                break
        try:
            assert "(stop)" in said, said
            yield run, port, said
        finally:
            with suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGTERM)
            run.stdout.read()


def test_from_nothing_to_a_page_and_back(state: Path, cluster: Cluster) -> None:
    with served(state) as (run, port, said):
        assert f"http://127.0.0.1:{port}/" in said
        assert answers(port)
        with cluster.connect("postgres") as connection:
            connected = "select distinct usename from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
            assert connection.execute(connected).fetchall() in ([("hoanhap_web",)], [])  # the owner has gone when pages are served

        again = command(state, "run", "--port", str(free_port()))
        assert again.returncode == 1
        assert f"http://127.0.0.1:{port}/" in again.stderr
        assert "Traceback" not in again.stderr

        os.killpg(run.pid, signal.SIGINT)  # Ctrl+C
        assert run.wait(60) == 0
    assert not answers(port)
    assert not cluster.is_ready()


def test_the_second_start_loses_nothing(state: Path, cluster: Cluster) -> None:
    cluster.start()
    with cluster.connect() as connection:
        connection.execute("create table if not exists kept (n int)")
        connection.execute("insert into kept values (1)")
    with served(state) as (_, port, _), cluster.connect() as connection:
        assert answers(port)
        assert connection.execute("select count(*) from kept").fetchone() == (1,)


def test_a_killed_database_comes_back_under_the_running_web_server(state: Path, cluster: Cluster) -> None:
    with served(state) as (_, port, _):
        server = cluster._server()
        assert server is not None
        server.kill()
        assert eventually(cluster.is_ready)
        assert eventually(lambda: answers(port))


def test_stop_finds_a_server_whose_supervisor_was_killed(state: Path, cluster: Cluster) -> None:
    with served(state) as (run, port, _):
        run.kill()
        run.wait(10)
        assert answers(port)
        assert "(stopped)" in command(state, "stop").stdout
        assert not answers(port)
        assert not cluster.is_ready()


def test_stop_finds_workers_whose_server_was_killed_too(state: Path) -> None:
    with served(state) as (run, port, _):
        found = web.running(state)
        assert found is not None
        run.kill()
        psutil.Process(found.server).kill()
        run.wait(10)
        command(state, "stop")
        assert not answers(port)
        assert web.running(state) is None


def test_a_busy_port_is_said_in_a_sentence(state: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = command(state, "run", "--port", str(port))
    assert refused.returncode == 1
    assert re.search(rf"Cổng {port} .*PORT=8123", refused.stderr)
    assert "Traceback" not in refused.stderr


def test_a_database_that_was_not_set_up_is_said_in_a_sentence(tmp_path: Path) -> None:
    try:
        refused = command(tmp_path, "clearsessions")
    finally:
        cluster_of(tmp_path).remove()
    assert refused.returncode == 1
    assert "hoanhap migrate" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://nobody@127.0.0.1:1/hoanhap", "Không kết nối được"),
        ("mysql://nobody@127.0.0.1/hoanhap", "không phải địa chỉ PostgreSQL"),
        ("postgresql://nobody@127.0.0.1:1/", "thiếu tên cơ sở dữ liệu"),
    ],
)
def test_an_unusable_address_is_said_in_a_sentence(tmp_path: Path, address: str, said: str) -> None:
    refused = command(tmp_path, "migrate", HOANHAP_DATABASE_URL=address)
    assert refused.returncode == 1
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr


def test_reset_asks_first(state: Path, cluster: Cluster) -> None:
    cluster.start()
    refused = command(state, "reset")
    assert refused.returncode == 1
    assert "FORCE=1" in refused.stderr
    assert cluster.is_ready()
    assert "(deleted)" in command(state, "reset", "--force").stdout
    assert not cluster.data.exists()


def test_reset_never_touches_a_server_of_others(tmp_path: Path) -> None:
    refused = command(tmp_path, "reset", "--force", HOANHAP_DATABASE_URL="postgresql://nobody@127.0.0.1:1/hoanhap")
    assert refused.returncode == 1
    assert "HOANHAP_DATABASE_URL" in refused.stderr


def test_the_secret_key_is_made_once_for_its_owner_only(state: Path) -> None:
    command(state, "version")
    show = "from django.conf import settings; print(settings.SECRET_KEY)"
    keys = {
        subprocess.run(
            [sys.executable, "-c", show],
            env=environment(state, DJANGO_SETTINGS_MODULE="hoanhap.config.settings"),
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for _ in range(2)
    }
    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert (state / "secret_key").stat().st_mode & 0o777 == 0o600


def test_an_external_server_gets_its_web_role_from_migrate(tmp_path: Path) -> None:
    """A foreign server with passwords (here a second cluster that asks for them): the owner makes the role, the web process logs in."""
    prepare_root(tmp_path)
    cluster = cluster_of(tmp_path)
    cluster.start()
    try:
        with cluster.connect("postgres", "postgres") as connection:
            connection.execute("create role chef login createrole password 'secret'")
            connection.execute("create database town owner chef template template0")
        with (cluster.data / "pg_hba.conf").open("w") as file:
            file.write("local all postgres peer map=hoanhap\nlocal all hoanhap peer map=hoanhap\nlocal all all scram-sha-256\n")
        with cluster.connect("postgres", "postgres") as connection:
            connection.execute("select pg_reload_conf()")
        url = f"postgresql://chef:secret@/town?host={cluster.sockets}"
        state = tmp_path / "other"
        done = command(state, "migrate", HOANHAP_DATABASE_URL=url)
        assert done.returncode == 0, done.stderr
        assert command(state, "clearsessions", HOANHAP_DATABASE_URL=url).returncode == 0
        password = (state / "web_password").read_text()
        with psycopg.connect(host=str(cluster.sockets), dbname="town", user="town_web", password=password) as connection:
            assert connection.execute("select current_user, count(*) from audit_auditentry").fetchone() == ("town_web", 0)

        with cluster.connect("postgres", "postgres") as connection:
            connection.execute("create role clerk login password 'secret'")
            connection.execute("create database village owner clerk template template0")
        refused = command(state, "migrate", HOANHAP_DATABASE_URL=f"postgresql://clerk:secret@/village?host={cluster.sockets}")
        assert refused.returncode == 1
        assert "HOANHAP_WEB_DATABASE_URL" in refused.stderr
    finally:
        cluster.remove()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can lay files out for another account")
def test_the_account_of_the_server_is_made_for_it_alone() -> None:
    account = pwd.getpwnam(ACCOUNT)
    assert account.pw_uid != 0
    assert account.pw_shell.endswith("nologin")
