"""The embedded server against its traps: kills, stale and torn pid files, double starts, strangers. Real servers, really killed."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest

from hoanhap.config import embedded
from hoanhap.config.embedded import Cluster, cluster_of, prepare_root
from hoanhap.config.place import ClusterError


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A state directory of its own, with a durable cluster, as an installation has it; at a path as people make them."""
    state = tmp_path_factory.mktemp("hồ sơ 'thử'")
    prepare_root(state)
    yield state
    cluster_of(state).remove()


@pytest.fixture
def cluster(state: Path) -> Cluster:
    """A running cluster, whatever the test before did to it."""
    cluster = cluster_of(state)
    cluster.start()
    return cluster


def pid_file(cluster: Cluster) -> Path:
    return cluster.data / "postmaster.pid"


def kill(cluster: Cluster) -> None:
    """Kill the main process of the server the hard way."""
    server = cluster._server()
    assert server is not None
    server.kill()
    assert not embedded._still_there([server], seconds=10)


def test_the_server_speaks_utf8_with_a_locale_of_its_own(cluster: Cluster) -> None:
    with cluster.connect() as connection:
        found = connection.execute(
            "select pg_encoding_to_char(encoding), datcollate, datctype from pg_database where datname = current_database()"
        ).fetchone()
        assert found == ("UTF8", "C.UTF-8", "C.UTF-8")
        assert connection.execute("show fsync").fetchone() == ("on",)
        assert connection.execute("show synchronous_commit").fetchone() == ("on",)
        assert connection.execute("show jit").fetchone() == ("off",)
        assert connection.execute("show max_wal_size").fetchone() == ("2GB",)


def test_it_listens_nowhere_but_on_a_private_socket(cluster: Cluster) -> None:
    server = cluster._server()
    assert server is not None
    assert server.net_connections("inet") == []
    assert cluster.sockets.stat().st_mode & 0o777 == 0o700
    assert cluster.data.stat().st_mode & 0o777 == 0o700
    assert len(os.fsencode(cluster.sockets / ".s.PGSQL.5432")) < 104


def test_neither_role_is_a_superuser(cluster: Cluster) -> None:
    with cluster.connect() as connection:
        roles = connection.execute(
            "select rolname, rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls from pg_roles"
            " where rolname like 'hoanhap%' order by 1"
        ).fetchall()
    assert roles == [("hoanhap", False), ("hoanhap_web", False)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_another_account_does_not_get_in(cluster: Cluster) -> None:
    """The wheel's own way let any account in as superuser. Here the folder is closed, and behind it `peer` asks the kernel."""
    stranger = pwd.getpwnam("nobody").pw_uid
    attempt = textwrap.dedent(f"""
        import os, sys, psycopg
        os.setgid({stranger}); os.setuid({stranger})
        try:
            psycopg.connect(host=sys.argv[1], user=sys.argv[2], dbname="postgres")
        except psycopg.OperationalError as error:
            print(error)
    """)

    def ask(user: str) -> str:
        command = [sys.executable, "-c", attempt, str(cluster.sockets), user]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert "Permission denied" in ask("postgres")
    modes = {folder: folder.stat().st_mode for folder in (cluster.sockets, cluster.sockets / ".s.PGSQL.5432")}
    try:
        cluster.sockets.chmod(0o755)
        (cluster.sockets / ".s.PGSQL.5432").chmod(0o777)
        for user in ("postgres", embedded.OWNER, embedded.WEB):
            assert "eer authentication failed" in ask(user)
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def test_nothing_acknowledged_is_lost_when_the_server_is_killed_under_load(cluster: Cluster) -> None:
    with cluster.connect() as connection:
        connection.execute("create table if not exists public.acknowledged (n int)")
        connection.execute("truncate acknowledged")

    def write_until_killed(worker: int) -> int:
        done = 0
        with psycopg.connect(host=str(cluster.sockets), user=embedded.OWNER, dbname=embedded.DATABASE, autocommit=True) as connection:
            try:
                while True:
                    connection.execute("insert into acknowledged values (%s)", [worker])
                    done += 1
                    if worker == 0 and done == 300:
                        kill(cluster)
            except psycopg.OperationalError:
                return done

    with ThreadPoolExecutor(4) as pool:
        acknowledged = list(pool.map(write_until_killed, range(4)))
    cluster.start()
    with cluster.connect() as connection:
        rows = connection.execute("select n, count(*) from acknowledged group by n").fetchall()
    kept = {worker: int(str(count)) for worker, count in rows}
    assert acknowledged[0] == 300
    for worker, done in enumerate(acknowledged):
        assert done <= kept.get(worker, 0) <= done + 1  # the last one may have been committed without being acknowledged


def test_a_child_that_computes_on_after_the_kill_does_not_stop_the_next_start(cluster: Cluster) -> None:
    """PostgreSQL refuses to start beside a living child of the killed server; a long query would block it for as long as it runs."""
    busy = "select count(*) from generate_series(1, 10000000000) a"
    with cluster.connect() as connection, ThreadPoolExecutor(1) as pool:
        number = connection.info.backend_pid
        query = pool.submit(connection.execute, busy)
        while psutil.Process(number).cpu_times().user < 0.05:
            time.sleep(0.01)
        kill(cluster)
        assert psutil.pid_exists(number)
        cluster.start()
        with pytest.raises(psycopg.OperationalError):
            query.result()
    assert cluster.is_ready()


@pytest.mark.parametrize("content", ["", "12", "not a number\n", "{me}\n/elsewhere\n1\n5432\n\n\n", "1\n"])
def test_a_stale_or_torn_pid_file_does_not_stop_the_start(cluster: Cluster, content: str) -> None:
    """After a reboot the old number may belong to anybody, here to this test run or to the first process of the machine."""
    kill(cluster)
    content = content.format(me=os.getpid())
    pid_file(cluster).write_text(content)
    (cluster.sockets / ".s.PGSQL.5432.lock").write_text(content)
    cluster.start()
    assert cluster.is_ready()


def test_a_zombie_is_not_a_running_server(cluster: Cluster) -> None:
    kill(cluster)
    with subprocess.Popen(["true"]) as zombie:
        while psutil.Process(zombie.pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        pid_file(cluster).write_text(f"{zombie.pid}\n")
        assert cluster._server() is None
        cluster.start()
    assert cluster.is_ready()


def test_a_lost_pid_file_of_a_living_server(cluster: Cluster) -> None:
    """Somebody deletes the file while the server runs: it answers still, so nothing is started beside it."""
    pid_file(cluster).unlink()
    cluster.start()
    assert cluster.is_ready()
    cluster._end_orphans()


def test_a_start_that_was_cut_off_is_completed_by_the_next(cluster: Cluster, state: Path) -> None:
    """Kill the starting program at many moments of a first start; after each the next start must succeed."""
    program = (
        "import sys; from pathlib import Path; from hoanhap.config.embedded import *; prepare_root(Path(sys.argv[1]));"
        " cluster_of(Path(sys.argv[1])).start()"
    )
    for milliseconds in (300, 450, 600, 800, 1100):
        cluster.remove()
        with subprocess.Popen([sys.executable, "-c", program, str(state)], stderr=subprocess.DEVNULL) as starting:
            time.sleep(milliseconds / 1000)
            starting.send_signal(signal.SIGKILL)
        cluster.start()
        assert cluster.is_ready()
    assert not list(cluster.home.glob("making-*"))


def test_many_first_starts_at_once_make_one_server(cluster: Cluster, state: Path) -> None:
    cluster.remove()
    program = "import sys; from pathlib import Path; from hoanhap.config.embedded import *; cluster_of(Path(sys.argv[1])).start()"
    starts = [subprocess.Popen([sys.executable, "-c", program, str(state)]) for _ in range(4)]
    assert [start.wait(60) for start in starts] == [0, 0, 0, 0]
    servers = [process for process in psutil.process_iter() if cluster._is_ours(process)]
    assert len([process for process in servers if process.ppid() not in {other.pid for other in servers}]) == 1


def test_the_starter_may_die_and_the_server_lives(cluster: Cluster, state: Path) -> None:
    cluster.stop()
    program = (
        "import os, signal, sys; from pathlib import Path; from hoanhap.config.embedded import *; cluster_of(Path(sys.argv[1])).start();"
        " os.killpg(os.getpgrp(), signal.SIGKILL)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(state)], start_new_session=True) as starter:
        assert starter.wait(60) == -signal.SIGKILL
    assert cluster.is_ready()


def test_an_idle_stop_leaves_a_server_in_use(cluster: Cluster) -> None:
    with cluster.connect():
        assert cluster.stop(only_idle=True) is False
        assert cluster.is_ready()
    assert cluster.stop(only_idle=True) is True
    assert not cluster.is_ready()
    assert cluster.stop() is True  # stopping what is down is no error


def test_a_server_that_cannot_start_says_why(cluster: Cluster) -> None:
    cluster.stop()
    version = cluster.data / "PG_VERSION"
    version.write_text("14\n")
    try:
        with pytest.raises(ClusterError, match="initialized by PostgreSQL version 14"):
            cluster.start()
    finally:
        version.write_text("18\n")


def test_a_long_path_gets_a_short_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: pwd.getpwnam("nobody").pw_uid)
    deep = tmp_path / ("x" * 120)
    cluster = cluster_of(deep)
    assert cluster.home == deep / "postgres"
    assert len(os.fsencode(cluster.sockets)) <= embedded.LONGEST_SOCKET_FOLDER
    assert cluster_of(deep).sockets == cluster.sockets  # the same in the next process
    shutil.rmtree(deep)
    assert cluster_of(deep).sockets != cluster.sockets  # a new clone at the old path does not meet the old one's server


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(ClusterError, match="not a private folder"):
        Cluster(tmp_path / "open", tmp_path / "run").start()


def test_root_is_refused_outside_containers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(embedded, "in_container", lambda: False)
    monkeypatch.delenv("HOANHAP_ALLOW_ROOT", raising=False)
    with pytest.raises(ClusterError, match="HOANHAP_ALLOW_ROOT=1"):
        prepare_root(tmp_path)


@pytest.mark.parametrize(("gigabytes", "expected"), [(1, "128MB"), (2, "256MB"), (8, "1024MB"), (64, "1024MB")])
def test_memory_follows_the_machine(monkeypatch: pytest.MonkeyPatch, gigabytes: int, expected: str) -> None:
    monkeypatch.setattr(embedded, "_memory", lambda: gigabytes * 2**30)
    assert f"shared_buffers = {expected}\n" in embedded._settings(Path("/run"), durable=True)
