"""How is a YAML file read so strictly that every fault names its file, its line and the remedy?

The files are composed but not constructed: nothing is guessed (`no` is not a flag, 1.10 is not a number), duplicate keys are
seen, and each node knows its line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

import yaml

from hoanhap.law.errors import LawDataError
from hoanhap.law.values import Item, NotAValue, Value, parse

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C reader where it was built in: five times faster, the same marks."""


@dataclass(frozen=True)
class Node:
    """A YAML node that knows where it stands. Every reader method fails with file, line and remedy."""

    file: str
    node: yaml.Node

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    def fail(self, problem: str, remedy: str) -> NoReturn:
        raise LawDataError(self.file, self.line, problem, remedy)

    def pairs(self) -> list[tuple[str, "Node"]]:
        """Keys and values of a mapping; refuses duplicate keys, which YAML itself would silently overwrite."""
        if not isinstance(self.node, yaml.MappingNode):
            self.fail("a mapping (key: value) is expected here", "Indent the keys under this line.")
        pairs: dict[str, Node] = {}
        for key, value in self.node.value:
            name = Node(self.file, key).text()
            if name in pairs:
                Node(self.file, key).fail(f"key {name} stands twice", "Keep one of the two lines.")
            pairs[name] = Node(self.file, value)
        return list(pairs.items())

    def take(self, required: set[str], optional: set[str] | None = None) -> "Fields":
        """A mapping with exactly these keys; unknown and missing ones are errors."""
        allowed = required | (optional or set())
        found = dict(self.pairs())
        for name, value in found.items():
            if name not in allowed:
                value.fail(f"unknown key {name}", f"Allowed here: {', '.join(sorted(allowed))}.")
        for name in sorted(required - found.keys()):
            self.fail(f"{name} is missing", f"Add the line “{name}: …”.")
        return Fields(found)

    @property
    def is_text(self) -> bool:
        """Is this a single word or text, not a list or a mapping?"""
        return isinstance(self.node, yaml.ScalarNode)

    def items(self) -> list["Node"]:
        """The members of a list, at least one."""
        if not isinstance(self.node, yaml.SequenceNode) or not self.node.value:
            self.fail("a list with at least one line “- …” is expected here", "Write each member on its own line with “- ”.")
        return [Node(self.file, item) for item in self.node.value]

    def text(self) -> str:
        """A line of text, not empty."""
        if not isinstance(self.node, yaml.ScalarNode) or not str(self.node.value).strip():
            self.fail("a text is expected here", "Write the text after the colon, in quotes if it contains “: ”.")
        return str(self.node.value).strip()

    def addresses(self) -> list[str]:
        """One web address, or a list of them: each becomes a link of its own."""
        found = [self] if self.is_text else self.items()
        for node in found:
            address = node.text()
            if not address.startswith(("https://", "http://")) or len(address.split()) > 1:
                node.fail(
                    f"{address} is not one web address",
                    "Write one address that starts with https://; several as a list, one a line with “- ”.",
                )
        return [node.text() for node in found]

    def day(self) -> date:
        """A day as YYYY-MM-DD."""
        text = self.text()
        try:
            if len(text) != 10:
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            self.fail(f"{text} is not a day", "Write a real day as YYYY-MM-DD, for example 2026-07-01.")

    def day_or_unknown(self) -> date | None:
        """A day, or the word `unknown` where no source gives it."""
        return None if self.text() == "unknown" else self.day()

    def flag(self) -> bool:
        """`true` or `false`, nothing else (YAML would also read `no` and `on`)."""
        text = self.text()
        if text not in {"true", "false"}:
            self.fail(f"{text} is neither true nor false", "Write true or false.")
        return text == "true"

    def whole(self) -> int:
        """A whole number above zero."""
        text = self.text()
        if not (text.isascii() and text.isdecimal() and int(text) > 0):
            self.fail(f"{text} is not a whole number above zero", "Write the number in digits.")
        return int(text)

    def value(self, kind: str) -> Value:
        """A value of a kind that is written as one text."""
        try:
            return parse(kind, self.text())
        except NotAValue as error:
            self.fail(error.problem, error.remedy)

    def one_of(self, known: Mapping[str, object] | set[str], what: str) -> str:
        """A word of a closed list."""
        text = self.text()
        if text not in known:
            self.fail(f"unknown {what} {text}", f"Known: {', '.join(sorted(known))}.")
        return text

    def code(self) -> str:
        """A code in lower-case ASCII."""
        code = self.text()
        if not code.isascii() or not code.replace("_", "a").isalnum() or code != code.lower():
            self.fail(f"{code} is not a code", "Write it in lower-case ASCII letters, digits and “_”.")
        return code

    def item(self) -> Item:
        """A code with its words in both languages."""
        fields = self.take({"code", "vi", "en"})
        code = fields["code"].code()
        return Item(code, fields["vi"].text(), fields["en"].text())


class Fields(dict[str, Node]):
    """The checked keys of a mapping."""

    def text(self, name: str) -> str | None:
        """The text under a key that may be absent."""
        return self[name].text() if name in self else None


def read(path: Path) -> Node:
    """The top node of a file. Raises LawDataError when the file is missing, empty, not UTF-8 or not YAML."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except FileNotFoundError:
        raise LawDataError(path.name, 1, "the file is missing", "Restore it; every folder of the book needs it.") from None
    except UnicodeDecodeError:
        raise LawDataError(path.name, 1, "the file is not UTF-8", "Save it again as UTF-8.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = int(mark.line) + 1 if mark is not None else 1
        problem = getattr(error, "problem", None) or "the file is not YAML"
        raise LawDataError(path.name, line, problem, "Check indentation, colons and quotes around this line.") from None
    if node is None:
        raise LawDataError(path.name, 1, "the file is empty", "Restore its content or delete the file.")
    return Node(path.name, node)
