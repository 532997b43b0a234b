"""What does the law book say of each legal basis that a plan cites: in force, replaced, not yet, unknown, cited too shortly?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.document import LegalBasis, PlanDoc
from hoanhap.plans.rules.facts import KnownLaw

_FULL = re.compile(r"(?P<number>[0-9]{1,4})/(?P<year>(?:19|20)[0-9]{2})/[A-ZĐ]+")
_SHORT = re.compile(r"(?:NĐ|Nghị định|QĐ|Quyết định|TT|Thông tư|PL|Pháp lệnh)\s*(?:số\s*)?[0-9]{1,4}(?:/[A-ZĐ]|\b(?!/[0-9]))")
_BY_YEAR = re.compile(r"(?P<title>Luật [^.;:()\n]{3,60}?)\s+(?:năm\s+)?(?P<year>(?:19|20)[0-9]{2})\b")


class BasisState(Labelled):
    """How a cited law stands on the day of issue, by the law book."""

    IN_FORCE = "in_force", N_("còn hiệu lực")
    REPLACED = "replaced", N_("đã được thay")
    ENDS = "ends", N_("được thay trong kỳ")
    AHEAD = "ahead", N_("chưa có hiệu lực")
    SHORT = "short", N_("thiếu số hoặc năm")
    UNKNOWN = "unknown", N_("sổ luật không có")


@dataclass(frozen=True)
class Based:
    """A basis and what the law book says of it; `law` is None where it is not in the book or not surely named."""

    basis: LegalBasis
    state: BasisState
    law: KnownLaw | None = None


def based(doc: PlanDoc, laws: Sequence[KnownLaw]) -> tuple[Based, ...]:
    """Every basis of a plan with its state on the day of issue (the first day of the period where that is unknown)."""
    return tuple(_based(doc, basis, laws) for basis in doc.bases)


def _based(doc: PlanDoc, basis: LegalBasis, laws: Sequence[KnownLaw]) -> Based:
    law = _meant(basis, laws)
    if law is None:
        named = basis.document or basis.text
        no_number = _FULL.search(named) is None and _BY_YEAR.search(named) is None
        is_short = no_number and (
            _SHORT.search(named) is not None or any(law.title.casefold() in named.casefold() for law in laws if law.title)
        )
        return Based(basis, BasisState.SHORT if is_short else BasisState.UNKNOWN)
    signed = doc.issued_on or doc.period.since
    if law.until is not None and law.until <= max(signed, doc.period.since):
        return Based(basis, BasisState.REPLACED, law)
    if law.since is not None and law.since > doc.period.last:
        return Based(basis, BasisState.AHEAD, law)
    ends = law.until is not None and law.until < doc.period.until
    return Based(basis, BasisState.ENDS if ends else BasisState.IN_FORCE, law)


def _meant(basis: LegalBasis, laws: Sequence[KnownLaw]) -> KnownLaw | None:
    for text in filter(None, (basis.document, basis.text)):
        if match := _FULL.search(text):
            return next((law for law in laws if law.number.startswith(f"{match['number']}/{match['year']}/")), None)
        if named := _BY_YEAR.search(text):
            title, year = named["title"].strip().casefold(), int(named["year"])
            return next((law for law in laws if law.kind == "law" and law.year == year and law.title.casefold() == title), None)
    return None
