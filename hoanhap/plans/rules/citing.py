"""How does a plan name another plan and its issuer? «Kế hoạch số 1622/KH-UBND ngày 19/5/2017 của UBND tỉnh Bắc Giang»."""

import re
from dataclasses import dataclass
from datetime import date

from hoanhap.units.rules import fold

_REFERENCE = re.compile(r"(?<![0-9])([0-9]{1,5})/([A-ZĐ]{2,}(?:-[A-ZĐ0-9]+)*)")
_DAY = re.compile(r"([0-9]{1,2})\s*/\s*([0-9]{1,2})\s*/\s*([0-9]{4})|ngày\s+([0-9]{1,2})\s+tháng\s+([0-9]{1,2})\s+năm\s+([0-9]{4})")
_ISSUER = re.compile(r"\bcủa\s+(?P<name>.+?)(?=\s+(?:về|ngày|Kế hoạch|thực hiện|triển khai)\b|[,;.()]|$)")
_SHORT = (("uy ban nhan dan", "ubnd"), ("ban chi dao", "bcd"), ("thanh pho", "tp"))


@dataclass(frozen=True)
class Citation:
    """Number, symbol, days and issuer that a text names for one plan."""

    number: str
    symbol: str
    days: tuple[date, ...] = ()
    issuer: str = ""
    """As `party_key` makes it; empty when the text names nobody."""


def party_key(name: str) -> str:
    """The key by which two spellings of one issuer are found equal: «Ủy ban nhân dân phường Dịch Vọng» and «UBND phường Dịch Vọng».

    >>> party_key("Ủy ban nhân dân quận Cầu Giấy")
    'ubnd quan cau giay'
    """
    key = fold(name)
    for long, short in _SHORT:
        key = re.sub(rf"\b{long}\b", short, key)
    return key


def citations(text: str) -> tuple[Citation, ...]:
    """Every plan number in a text, with the days and the issuer that stand between it and the next number.

    >>> citations("Kế hoạch số 1622/KH-UBND ngày 19/5/2017 của UBND tỉnh về phòng, chống ma túy")[0].issuer
    'ubnd tinh'
    """
    found = list(_REFERENCE.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    return tuple(_citation(match, text[match.end() : end]) for match, end in zip(found, ends, strict=False))


def _citation(match: re.Match[str], rest: str) -> Citation:
    issuer = _ISSUER.search(rest)
    days = tuple(day for part in _DAY.finditer(rest) if (day := _day(part)) is not None)
    return Citation(match[1], match[2], days, party_key(issuer["name"]) if issuer else "")


def _day(match: re.Match[str]) -> date | None:
    day, month, year = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def agrees(cited: Citation, *, issuer: str, issued_on: date | None) -> bool:
    """Whether a plan of that number may be the one meant: neither another issuer nor another day is named.

    «UBND tỉnh» agrees with every «UBND tỉnh …»; a plan without a known day agrees with any.
    """
    own = party_key(issuer)
    same_issuer = not cited.issuer or own.startswith(cited.issuer) or cited.issuer.startswith(own)
    return same_issuer and (issued_on is None or not cited.days or issued_on in cited.days)
