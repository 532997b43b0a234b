"""The real program: `hoanhap run` on a small made-up city of its own, and browsers that notice everything that is not in order."""

import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from hoanhap.config import web
from hoanhap.config.embedded import cluster_of
from hoanhap.reports.demo.accounts import PASSWORD

PEOPLE = 400
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
OFFICER, NEIGHBOUR, STEERING, PROVINCE, AUDITOR = "canbo.caugiay", "canbo.nghiado", "bcd.hanoi", "tinh.hanoi", "thanhtra"
LAWYER = "phapche.hanoi"


def _start(state: Path, log: Path) -> subprocess.Popen[bytes]:
    """Serve a city of `PEOPLE` on a free port, as an operator would: embedded database, web role, granian. Ends when it is ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOANHAP", "DJANGO"))}
    with log.open("wb") as output:
        run = subprocess.Popen(
            [sys.executable, "-m", "hoanhap", "run", "--port", port, "--people", str(PEOPLE), "--workers", "1"],
            env=kept | {"HOANHAP_STATE": str(state), "HOANHAP_PUBLIC_URL": f"http://127.0.0.1:{port}", "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=output,
            start_new_session=True,
        )
    assert run.stdout
    said = b""
    for line in run.stdout:
        said += line
        if b"(stop)" in line:
            return run
    run.stdout.close()
    run.wait(30)
    raise AssertionError(f"the program did not start: {said.decode()} {log.read_text()}")


def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all test processes share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def city(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running program. The first test process that needs it starts it for all; it ends it after the last."""
    folder = _folder(tmp_path_factory)
    state, run, mine = folder / "city", None, False
    with (folder / "city.users").open("w") as users, (folder / "city.start").open("w") as start:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            fcntl.flock(start, fcntl.LOCK_EX)  # one starts it, the others wait for that
            if mine := web.running(state) is None:
                run = _start(state, folder / "city.log")
            found = web.running(state)
            fcntl.flock(start, fcntl.LOCK_UN)
            assert found is not None
            yield found.address.rstrip("/")
        finally:
            if mine:
                fcntl.flock(users, fcntl.LOCK_EX)  # waits for the other processes
                web.stop(state)
                cluster_of(state).remove()
            if run is not None and run.stdout:
                run.wait(30)
                run.stdout.close()


@pytest.fixture
def operator(city: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Run a command of the program beside the running city, as its operator or the night does; gives what it said."""

    def run(*words: str) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOANHAP", "DJANGO"))}
        env = kept | {"HOANHAP_STATE": str(_folder(tmp_path_factory) / "city")}
        command = [sys.executable, "-m", "hoanhap", *words]
        return subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True, timeout=120).stdout

    return run


@dataclass
class Watch:
    """What went wrong on the pages of one test, without a test looking for it."""

    origin: str
    wrong: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()
    """Parts of messages that a test provokes: «status of 422» when a form is refused."""

    def follow(self, page: Any) -> None:
        """Collect console errors (a violation of the security policy is one), failing scripts, and requests to other hosts."""
        page.on("console", lambda message: self._note(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("request", lambda request: self._host(request.url))
        page.on("response", lambda answer: self._note(f"status of {answer.status}: {answer.url}") if answer.status >= 400 else None)

    def _note(self, text: str) -> None:
        left = text.startswith(("htmx:afterRequest", "htmx:sendError", "htmx:sendAbort"))  # a preview under way when the page was left
        if not left and not any(part in text for part in self.expected):
            self.wrong.append(text)

    def _host(self, url: str) -> None:
        if urlsplit(url).scheme in ("http", "https", "ws", "wss") and not url.startswith(self.origin + "/"):
            self._note(f"request to another host: {url}")


@dataclass(frozen=True)
class Pages:
    """Browser windows of a test: `open(user, width)` is signed in and at the home page; `visitor()` is not."""

    browser: Any
    address: str
    watch: Watch
    signed_in: dict[str, Any]
    contexts: list[Any] = field(default_factory=list)

    def visitor(self, width: int = 1440, state: Any = None, *, path: str = "/") -> Any:
        """A window of its own at a page."""
        context = self.browser.new_context(viewport={"width": width, "height": 900 if width > 500 else 780}, storage_state=state)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        self.watch.follow(page)
        page.goto(self.address + path)
        return page

    def sign_in(self, page: Any, user: str) -> None:
        """Type the account and the password with the keyboard."""
        page.get_by_label("Tài khoản", exact=True).focus()
        page.keyboard.type(user)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "dang-nhap" not in url)

    def open(self, user: str, width: int = 1440, path: str = "/") -> Any:
        """A window of a user; signed in by hand once, by cookie afterwards."""
        if user not in self.signed_in:
            page = self.visitor()
            self.sign_in(page, user)
            self.signed_in[user] = page.context.storage_state()
        return self.visitor(width, self.signed_in[user], path=path)


@pytest.fixture(scope="session")
def signed_in() -> dict[str, Any]:
    """Cookies of users who have signed in during this test run."""
    return {}


@pytest.fixture
def pages(chromium: Any, city: str, signed_in: dict[str, Any]) -> Iterator[Pages]:
    """Windows on the city; after the test nothing may have gone wrong on any of their pages."""
    made = Pages(chromium, city, Watch(city), signed_in)
    yield made
    for context in made.contexts:
        context.close()
    assert made.watch.wrong == []


def assert_readable(page: Any) -> None:
    """No rule of accessibility is broken, and nothing lies beyond the right edge."""
    found = Axe().run(page, options=AXE).response["violations"]
    where = f"{page.url} at {page.viewport_size['width']}"
    assert [(fault["id"], fault["impact"], fault["nodes"][0]["html"]) for fault in found] == [], where
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], f"{where} scrolls sideways"


@pytest.fixture
def shoot() -> Callable[..., None]:
    """Write a screenshot for the README when `HOANHAP_SHOTS` names a folder (`make shots`)."""

    def take(page: Any, name: str, *, height: int = 900) -> None:
        if folder := os.environ.get("HOANHAP_SHOTS"):
            width = page.viewport_size["width"]
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("document.activeElement && document.activeElement.blur(); scrollTo(0, 0); document.fonts.ready")
            with Image.open(BytesIO(page.screenshot())) as image:  # 256 colours are enough for a page of text
                image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(Path(folder) / f"{name}-{width}.png", optimize=True)

    return take
