"""What would a browser send for the form on a page: every control as it stands, as the reader left it?"""

from html.parser import HTMLParser
from typing import Any


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.depth = False
        self.area = ""
        self.select = ""
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.depth = given.get("method") == "post"
        if not self.depth:
            return
        name = given.get("name", "")
        if tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given) and "disabled" not in given:
            self.found.setdefault(name, []).append(given.get("value", "on" if given.get("type") == "checkbox" else ""))
        elif tag == "textarea":
            self.area = name
            self.found[name] = [""]
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option" and self.select:
            self.options.append((given.get("value", ""), "selected" in given))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.depth = False
        elif tag == "textarea" and self.area:
            self.found[self.area][0] = self.found[self.area][0].removeprefix("\n").removeprefix("\r\n")
            self.area = ""
        elif tag == "select" and self.select:
            chosen = [value for value, is_chosen in self.options if is_chosen] or [value for value, _chosen in self.options[:1]]
            self.found[self.select] = chosen
            self.select = ""


def sent(page: Any) -> dict[str, Any]:
    """The fields of the last form with method post on a page, without the button that is pressed."""
    controls = _Controls()
    controls.feed(page.content.decode())
    return {name: values[0] if len(values) == 1 else values for name, values in controls.found.items() if name != "csrfmiddlewaretoken"}
