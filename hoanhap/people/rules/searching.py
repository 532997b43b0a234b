"""What did an officer type into the search box, and under which keys is a person found?"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import process
from rapidfuzz.distance import OSA

from hoanhap.people.rules.births import OLDEST
from hoanhap.people.rules.names import name_key, name_tokens


def search_row(
    full_name: str, other_name: str, birth_year: int | None, commune_id: int, province_id: int, address_line: str
) -> tuple[str, int | None, int, int, list[str]]:
    """Name key, birth year, commune, province and keys of a person's search row (FEASIBILITY §1, design E).

    Keys are every prefix of every word of all names, `y1985` for the year, `c123` for the commune, `p1` for the province, and `@tran` for
    each word of the address.
    """
    prefixes = {token[:length] for token in name_tokens(full_name, other_name) for length in range(1, len(token) + 1)}
    if birth_year is not None:
        prefixes.add(f"y{birth_year}")
    keys = [*sorted(prefixes), f"c{commune_id}", f"p{province_id}", *address_keys(name_tokens(address_line))]
    return name_key(full_name), birth_year, commune_id, province_id, keys


def address_keys(words: Iterable[str]) -> list[str]:
    """The keys under which the words of an address are found; they never meet those of names."""
    return [f"@{word}"[:120] for word in words]


@dataclass(frozen=True)
class SearchText:
    """What an officer typed, taken apart."""

    tokens: tuple[str, ...] = ()
    """Words of a name, without accents."""
    years: tuple[int, ...] = ()
    """Possible birth years; any of them will do."""
    birth_date: date | None = None
    number: str = ""
    """A whole identity number (9 or 12 digits)."""
    fragment: str = ""
    """Part of an identity number (3 digits or more)."""
    code: str = ""
    """A register code."""
    accented: str = ""
    """The words as typed (NFC, lower case): accents decide between equal keys."""
    paper: str = ""
    """What may be the number of a passport or another paper with letters, as such numbers are kept."""
    place: tuple[str, ...] = ()
    """All that was typed as words of an address, numbers included; empty when it cannot be one."""

    def __bool__(self) -> bool:
        return bool(self.tokens or self.years or self.number or self.fragment or self.code or self.paper)


def read_search(text: str, *, today: date) -> SearchText:
    """Take apart a typed search: words are names; 12 or 9 digits a number; a day or a year in range a birth; other digits part of a number.

    Two digits are a year of birth of someone from 1 to 100 years old; four digits in range are a year or part of a number (both are kept).
    """
    typed = " ".join(unicodedata.normalize("NFC", text).split())[:200]
    if match := re.fullmatch(r"hn[-\s]?(\d{2})[-\s]?(\d{4,})", typed.lower()):
        return SearchText(code=f"HN-{match[1]}-{match[2]:0>6}")
    compact = re.sub(r"[\s.\-]", "", typed)
    if re.fullmatch(r"[0-9]{9}|[0-9]{12}", compact):
        return SearchText(number=compact)
    paper = compact.upper() if re.fullmatch(r"[a-z]{1,3}[0-9]{4,14}", compact.lower()) else ""
    tokens: list[str] = []
    words: list[str] = []
    years: tuple[int, ...] = ()
    fragment, birth_date = "", None
    for word in typed.split():
        if match := re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", word):
            birth_date = _day(int(match[3]), int(match[2]), int(match[1]))
            years = (int(match[3]),)
        elif re.fullmatch(r"[0-9]+", word):
            if len(word) == 2:
                years = tuple(year for year in (1900 + int(word), 2000 + int(word)) if today.year - 100 <= year < today.year)
            elif len(word) == 4 and today.year - OLDEST <= int(word) <= today.year:
                years, fragment = (int(word),), fragment or word
            else:
                fragment += word
        else:
            words.append(word.lower())
            tokens += [token for token in name_key(word).split() if token.isalpha()]
    if len(fragment) < 3 or len(fragment) > 12:
        fragment = ""
    place = tuple(name_tokens(typed))[:8]
    return SearchText(
        tuple(dict.fromkeys(tokens))[:8],
        years,
        birth_date,
        fragment=fragment,
        accented=" ".join(words),
        paper=paper,
        place=place if tokens and len(place) > 1 and birth_date is None else (),
    )


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class Vocabulary:
    """The words that occur in names, for the repair of typing errors."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        self.known = frozenset(self.words)
        self.known = frozenset(self.words)
        self.prefixes = frozenset(word[:length] for word in self.words for length in range(1, len(word) + 1))
        self._near: dict[str, tuple[str, ...]] = {}

    def knows(self, tokens: Iterable[str]) -> bool:
        """Whether every token begins a word."""
        return all(token in self.prefixes for token in tokens)

    def halves(self, token: str) -> tuple[str, str] | None:
        """The two words that were typed without the space between them, when there is one way to part them."""
        found = [(token[:at], token[at:]) for at in range(2, len(token) - 1) if {token[:at], token[at:]} <= self.known]
        return found[0] if len(found) == 1 else None

    def near(self, token: str) -> tuple[str, ...]:
        """Words one typing error away from `token` (optimal string alignment 1), without the word itself."""
        if token not in self._near:
            found = process.extract(token, self.words, scorer=OSA.distance, score_cutoff=1, limit=None)
            self._near[token] = tuple(sorted(word for word, distance, _ in found if distance == 1))
        return self._near[token]


def ranges(name: str, matched: Iterable[str]) -> list[tuple[str, bool]]:
    """Cut a name into pieces with a mark on those that matched: each of `matched` (keys) marks the word it begins.

    >>> ranges("Khương Văn Tuấn", ["khuong", "v"])
    [('Khương', True), (' ', False), ('V', True), ('ăn Tuấn', False)]
    """
    wanted = sorted(matched, key=len, reverse=True)
    pieces: list[tuple[str, bool]] = []
    for number, word in enumerate(unicodedata.normalize("NFC", name).split(" ")):
        key = name_key(word)
        hit = next((token for token in wanted if key.startswith(token)), None)
        if number:
            pieces.append((" ", False))
        if hit is None:
            pieces.append((word, False))
            continue
        wanted.remove(hit)
        # The key has one character for each letter; signs such as the apostrophe stay outside it.
        pieces += [(word[: len(hit)], True), (word[len(hit) :], False)]
    return _joined(pieces)


def _joined(pieces: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    joined: list[tuple[str, bool]] = []
    for text, is_hit in pieces:
        if not text:
            continue
        if joined and joined[-1][1] == is_hit:
            joined[-1] = (joined[-1][0] + text, is_hit)
        else:
            joined.append((text, is_hit))
    return joined
