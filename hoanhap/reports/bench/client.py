"""A browser reduced to what a measurement needs: a session over one kept connection to this machine."""

import http.client
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

SECONDS = 20
"""One request may last so long, and one round of measuring altogether twice that."""


IDLE = 3
"""A connection that was silent for so many seconds is opened anew."""


class Unexpected(RuntimeError):
    """The server did not answer as a measurement needs it; the message says where."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: str
    location: str
    seconds: float


class _Fields(HTMLParser):
    """The fields that the last form of a page would send."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Inputs, chosen options, the beginning of texts."""
        found = {name: value or "" for name, value in attrs}
        if tag == "input" and found.get("name") and (found.get("type") not in {"radio", "checkbox"} or "checked" in found):
            self.values[found["name"]] = found.get("value", "")
        elif tag == "select":
            self._select = found.get("name", "")
        elif tag == "option" and self._select and ("selected" in found or self._select not in self.values):
            self.values[self._select] = found.get("value", "")
        elif tag == "textarea":
            self._text = found.get("name", "")
            self.values[self._text] = ""

    def handle_data(self, data: str) -> None:
        """The text of a textarea."""
        if self._text:
            self.values[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        """Ends of choices and texts."""
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._text = ""


def fields_of(page: str) -> dict[str, str]:
    """Name and value of every field of a page."""
    parser = _Fields()
    parser.feed(page)
    return parser.values


class Session:
    """A signed-in user. Speaks to 127.0.0.1 only."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        self._cookies: dict[str, str] = {}
        self._used = 0.0

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._send("GET", path, None, {})

    def post(self, path: str, values: dict[str, str], *, fragment: bool = False) -> Answer:
        """Send a form with the session's token; as htmx would with `fragment`."""
        token = values.get("csrfmiddlewaretoken") or self._cookies.get("csrftoken", "")
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token}
        return self._send("POST", path, urlencode(values), headers | ({"HX-Request": "true"} if fragment else {}))

    def sign_in(self, path: str, username: str, password: str) -> None:
        """Through the sign-in page, as anybody. Raises Unexpected when it does not open."""
        values = fields_of(self.get(path).body)
        answer = self.post(path, values | {"login": username, "password": password})
        if answer.status != 302 or "sessionid" not in self._cookies:
            raise Unexpected(f"đăng nhập {username}: {answer.status} (sign-in failed)")

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        headers = headers | {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if time.monotonic() - self._used > IDLE:
            self._connection.close()  # the server closes connections that were silent; browsers open a new one too
        begun = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - begun
        self._used = time.monotonic()
        for line in response.headers.get_all("Set-Cookie") or ():
            if match := re.match(r"([^=]+)=([^;]*)", line):
                self._cookies[match[1]] = match[2]
        return Answer(response.status, content.decode(), urlsplit(response.headers.get("Location", "")).path, seconds)


type Step = Callable[[int, int], float]
"""One operation: (client, round) → seconds."""


def round_of(step: Step, *, clients: int, samples: int) -> list[float]:
    """Run an operation `samples` times over so many clients at once, in a closed loop; stops after 2 × SECONDS. Seconds, sorted."""
    deadline = time.monotonic() + 2 * SECONDS

    def one(client: int) -> list[float]:
        taken = []
        for number in range(-(-samples // clients)):
            if time.monotonic() > deadline:
                break
            taken.append(step(client, number))
        return taken

    if clients == 1:
        return sorted(one(0))
    with ThreadPoolExecutor(clients) as pool:
        return sorted(seconds for taken in pool.map(one, range(clients)) for seconds in taken)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value that so much of a sorted sample does not exceed (nearest rank)."""
    return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)]
