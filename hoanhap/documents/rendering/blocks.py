"""What is an official paper made of, before it becomes a file?

A `Document` is plain frozen data: a heading and a run of blocks in the order of decree 30/2020/NĐ-CP, annex I. It turns into JSON and
back without loss; the SHA-256 of that canonical JSON is the paper's hash. Every renderer reads the same data; none adds facts to it.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

SCHEMA = 1
"""Version of the JSON written by `Document.to_data`; papers keep the version they were frozen with."""

BLANK = "……………"
"""What stands in running text for a value nobody knows yet. In `Entry` the value None draws a dotted line to the margin instead."""

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Unicode categories that never reach paper: controls, bidirectional marks and joiners, surrogates, private and unassigned code points."""


def clean(text: str) -> str:
    """Return `text` as it may stand on an official paper: one composed form (NFC), no invisible marks, single spaces.

    Right-to-left overrides could show a name or a number other than the stored one, so they are dropped, not printed.
    """
    visible = "".join(" " if char in "\n\r\t\v\f\x85\u2028\u2029" else char for char in unicodedata.normalize("NFC", text))
    visible = "".join(char for char in visible if unicodedata.category(char) not in _INVISIBLE)
    return re.sub(r"[ \u2000-\u200a\u3000]+", " ", visible).strip()


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, (list, tuple)):
        return tuple(_cleaned(item) for item in value)
    return value


class _Block:
    """Base of every part: cleans its texts once, when it is made."""

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]  # every subclass is a dataclass
            object.__setattr__(self, field.name, _cleaned(getattr(self, field.name)))


@dataclass(frozen=True)
class Heading(_Block):
    """The pair at the top: issuing body on the left, country and motto on the right (FMT-007…011, FMT-017).

    `symbol` is the part after the slash ("QĐ-CAP"); an empty symbol means the form carries no number line.
    `number` is None until the paper is issued. `parent` is empty where the issuer names no superior body.
    """

    issuer: str
    place: str
    parent: str = ""
    symbol: str = ""
    number: int | None = None
    on: date | None = None


@dataclass(frozen=True)
class NationHeading(_Block):
    """The single heading of statements and minutes: only country and motto (FMT-017)."""

    place: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Title(_Block):
    """Name of the kind of paper in capitals ("QUYẾT ĐỊNH") and its subject line (FMT-012); a letter has a subject and no name."""

    name: str
    subject: str = ""


@dataclass(frozen=True)
class Addressee(_Block):
    """ "Kính gửi": to whom a notice is addressed."""

    to: tuple[str, ...]


@dataclass(frozen=True)
class Centred(_Block):
    """A bold line in the middle: the competent title ("TRƯỞNG CÔNG AN PHƯỜNG …") or "QUYẾT ĐỊNH:"."""

    text: str


@dataclass(frozen=True)
class Basis(_Block):
    """One legal or factual ground, in italics ("Căn cứ …;")."""

    text: str


@dataclass(frozen=True)
class Paragraph(_Block):
    """Running text; `lead` is its bold beginning ("Điều 1.")."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Entry(_Block):
    """A labelled value. None means unknown: a dotted line to fill in by hand."""

    label: str
    value: str | None = None


@dataclass(frozen=True)
class Fields(_Block):
    """Labelled values on one line ("Giới tính: …   Sinh ngày: …")."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Column(_Block):
    """A column of a table: its title and its share of the width."""

    title: str
    share: float = 1.0


@dataclass(frozen=True)
class Table(_Block):
    """A table with a heading row that repeats on every page. A cell None is left empty."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True)
class HeadCell(_Block):
    """A cell of a heading of several lines: how many columns and lines it covers."""

    text: str
    columns: int = 1
    lines: int = 1


@dataclass(frozen=True)
class Matrix(_Block):
    """A table of figures: a heading of several lines with joined cells, the first column names, the others hold numbers in the middle.

    `shares` are the shares of the width, one per column. The last `totals` rows are sums, in bold. A cell None is left empty.
    """

    shares: tuple[float, ...]
    head: tuple[tuple[HeadCell, ...], ...]
    rows: tuple[tuple[str | None, ...], ...]
    totals: int = 0


@dataclass(frozen=True)
class Signature(_Block):
    """Who signs: capacity lines in capitals ("KT. TRƯỞNG CÔNG AN PHƯỜNG", "PHÓ TRƯỞNG…"), room for the hand, the name (FMT-014)."""

    capacity: tuple[str, ...]
    name: str | None = None


@dataclass(frozen=True)
class Closing(_Block):
    """The foot: "Nơi nhận" on the left, the signature on the right (FMT-014, FMT-015). `left` is a second signer, for lists."""

    recipients: tuple[str, ...]
    signature: Signature
    left: Signature | None = None


@dataclass(frozen=True)
class Annex(_Block):
    """A part that begins on a page of its own after the signature: its name ("PHỤ LỤC"), its title, the line that binds it to the paper."""

    name: str
    subject: str
    caption: str
    blocks: "tuple[Paragraph | Matrix | Table, ...]"
    landscape: bool = False


Block = Title | Addressee | Centred | Basis | Paragraph | Fields | Table | Matrix | Closing | Annex

_KINDS: dict[str, type[_Block]] = {
    kind.__name__.lower(): kind
    for kind in (
        Heading,
        NationHeading,
        Title,
        Addressee,
        Centred,
        Basis,
        Paragraph,
        Entry,
        Fields,
        Column,
        Table,
        HeadCell,
        Matrix,
        Signature,
        Closing,
        Annex,
    )
}


@dataclass(frozen=True)
class Document(_Block):
    """One official paper, complete and ready to be frozen.

    `form` is the key of its form ("c.04"). `deliver_to` lists who must be given the paper; it is not printed.
    `demonstration` prints "MINH HỌA" across every page. `landscape` is for wide lists (decree 30/2020, annex I, part I).
    """

    form: str
    heading: Heading | NationHeading
    blocks: tuple[Block, ...]
    deliver_to: tuple[str, ...] = ()
    landscape: bool = False
    demonstration: bool = False

    def numbered(self, number: int | None, on: date) -> "Document":
        """The same paper with its number and day; the body is untouched."""
        if isinstance(self.heading, NationHeading):
            return replace(self, heading=replace(self.heading, on=on))
        return replace(self, heading=replace(self.heading, number=number, on=on))

    @property
    def title(self) -> Title | None:
        """The title block, if the paper has one."""
        return next((block for block in self.blocks if isinstance(block, Title)), None)

    @property
    def letter_subject(self) -> str:
        """Of a letter without the name of a kind: its subject ("V/v …"), which stands under the number (FMT-018); else nothing."""
        title = self.title
        return title.subject if title is not None and not title.name else ""

    @property
    def signature(self) -> Signature | None:
        """The competent signature, if the paper has one."""
        return next((block.signature for block in self.blocks if isinstance(block, Closing)), None)

    def to_data(self) -> dict[str, object]:
        """Plain JSON values, to be stored as the frozen data of a paper."""
        data = _frozen(self)
        assert isinstance(data, dict)
        return {"schema": SCHEMA, **data}

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "Document":
        """Read frozen data back. Raises ValueError on an unknown version, kind of block or field."""
        values = dict(data)
        if values.pop("schema", None) != SCHEMA:
            raise ValueError("frozen paper of an unknown schema version")
        if values.pop("kind", None) != "document":
            raise ValueError("not a frozen paper")
        return cls(**{name: _thawed(name, value) for name, value in values.items()})  # type: ignore[arg-type]

    def canonical(self) -> bytes:
        """The one byte form of this paper: UTF-8 JSON, keys sorted, no spaces."""
        return json.dumps(self.to_data(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def sha256(self) -> str:
        """The paper's hash: 64 hexadecimal digits over `canonical`."""
        return hashlib.sha256(self.canonical()).hexdigest()


@dataclass(frozen=True)
class Stamp:
    """What the QR block at the foot of an issued paper says. It is derived from the frozen data, so it is not part of the hash."""

    number: str
    on: date
    sha256: str
    url: str

    @property
    def check_code(self) -> str:
        """The first sixteen digits of the hash in groups of four, for reading aloud: "9f41 c0a7 e2b8 5d13"."""
        return " ".join(self.sha256[start : start + 4] for start in range(0, 16, 4))


def _frozen(value: object) -> object:
    if isinstance(value, _Block):
        pairs = {field.name: _frozen(getattr(value, field.name)) for field in fields(value)}  # type: ignore[arg-type]
        return {"kind": type(value).__name__.lower(), **pairs}
    if isinstance(value, tuple):
        return [_frozen(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def _thawed(name: str, value: object) -> object:
    if isinstance(value, Mapping):
        values = dict(value)
        kind = _KINDS.get(str(values.pop("kind", "")))
        if kind is None:
            raise ValueError(f"unknown kind of block in {name}")
        try:
            return kind(**{key: _thawed(key, item) for key, item in values.items()})
        except TypeError as error:
            raise ValueError(str(error)) from None
    if isinstance(value, list):
        return tuple(_thawed(name, item) for item in value)
    if name == "on" and isinstance(value, str):
        return date.fromisoformat(value)
    return value
