"""Is the web server of this installation running, where, and how does it end?

A file lock says so, held by the command that supervises the server and inherited by the server itself: it falls when the last of them is
gone, however it died, so no stale record can mislead. The file's text says which processes and which address.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

STOP_SECONDS = 15


@dataclass(frozen=True)
class Running:
    """A running web server."""

    supervisor: int  # process id of `hoanhap run`
    server: int  # process id of granian
    address: str


class AlreadyRunning(RuntimeError):
    """Another `hoanhap run` of this installation holds the lock."""


@contextmanager
def hold(state: Path) -> Iterator[int]:
    """Be the only web server of this installation; gives the descriptor to inherit. Raises AlreadyRunning."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(state / "web", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        os.truncate(descriptor, 0)
        yield descriptor
    finally:
        os.close(descriptor)


def write(descriptor: int, running: Running) -> None:
    os.truncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(asdict(running)).encode(), 0)


def running(state: Path) -> Running | None:
    """The running web server, or None. While a first start is still preparing its address is empty."""
    try:
        with hold(state):
            return None
    except AlreadyRunning:
        try:
            return Running(**json.loads((state / "web").read_text()))
        except ValueError:
            return Running(0, 0, "")


def stop(state: Path) -> bool:
    """End the web server, politely, then by force. Returns False when none was running."""
    found = running(state)
    if found is None:
        return False
    processes = [process for process in psutil.process_iter() if _belongs_to(process, found)]
    leaders = [process for number in (found.supervisor, found.server) for process in processes if process.pid == number]
    for process in leaders[:1]:  # the supervisor, or the server itself when its supervisor was killed; workers alone hear nothing
        process.terminate()
    deadline = time.monotonic() + (STOP_SECONDS + 5 if leaders else 0)  # the supervisor uses force itself after STOP_SECONDS
    while running(state) is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    return True


def _belongs_to(process: psutil.Process, found: Running) -> bool:
    """Is this the supervisor, the server, or one of the server's workers (its process group)? Numbers alone prove nothing."""
    try:
        known = process.pid in (found.supervisor, found.server) or os.getpgid(process.pid) == found.server
        return known and any("hoanhap" in word for word in process.cmdline())
    except (psutil.Error, ProcessLookupError):
        return False
