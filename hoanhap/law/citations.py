"""How is a place in the law named: a document, an article in it, an official form annexed to it?"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Document:
    """A legal document. `since` is the day it came into force."""

    number: str
    kind: str
    title: str
    issuer: str
    dated: date | None
    since: date | None
    short_vi: str
    short_en: str
    source: str | None = None

    def short(self, language: str = "vi") -> str:
        """`NĐ 163/2026`, in English `Decree 163/2026`."""
        return self.short_en if language.startswith("en") else self.short_vi

    def full(self, language: str = "vi") -> str:
        """`NĐ 163/2026/NĐ-CP`: the kind as in running text, the number in full."""
        kind = KINDS[self.kind]
        return f"{kind[1] if language.startswith('en') else kind[0]} {self.number}"


KINDS = {
    "law": ("Luật", "Law"),
    "code": ("Bộ luật", "Code"),
    "ordinance": ("Pháp lệnh", "Ordinance"),
    "decree": ("NĐ", "Decree"),
    "resolution": ("Nghị quyết", "Resolution"),
    "joint_circular": ("TTLT", "Joint Circular"),
    "circular": ("TT", "Circular"),
    "decision": ("QĐ", "Decision"),
    "standard": ("Tiêu chuẩn", "Standard"),
    "notice": ("Thông báo", "Notice"),
    "letter": ("Công văn", "Official letter"),
}
"""Kinds of documents as in running text, Vietnamese and English."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a value is written. `point` is the letter of a clause (điểm); a place in an annex names the annex."""

    doc: Document
    article: str | None
    clause: str | None = None
    point: str | None = None
    annex: str | None = None

    def short(self, language: str = "vi") -> str:
        """`Điều 58 khoản 1 NĐ 163/2026`, `Điều 24 khoản 4a Luật 120/2025`, `Phụ lục II NĐ 116/2021`."""
        return f"{self._place(language, glued=True)}{self.doc.short(language)}"

    def full(self, language: str = "vi") -> str:
        """`Điều 24 khoản 4 điểm a Luật 120/2025/QH15`."""
        return f"{self._place(language, glued=False)}{self.doc.full(language)}"

    def _place(self, language: str, *, glued: bool) -> str:
        english = language.startswith("en")
        article, clause, point = ("Article", "clause", "point") if english else ("Điều", "khoản", "điểm")
        words = [f"{article} {self.article}"] if self.article else []
        if self.clause:
            words.append(f"{clause} {self.clause}{self.point or ''}" if glued else f"{clause} {self.clause}")
        if self.point and not (glued and self.clause):
            words.append(f"{point} {self.point}")
        if self.annex:
            words.append(f"{'Annex' if english else 'Phụ lục'} {self.annex}")
        return " ".join(words) + (" " if words else "")


@dataclass(frozen=True, slots=True)
class FormRef:
    """An official form: numbers restart in each annex, so document, annex and number are kept together."""

    doc: Document
    annex: str | None
    number: str

    def short(self, language: str = "vi") -> str:
        """`Mẫu 04, Phụ lục III NĐ 163/2026`."""
        form, annex = ("Form", "Annex") if language.startswith("en") else ("Mẫu", "Phụ lục")
        return f"{form} {self.number}, " + (f"{annex} {self.annex} " if self.annex else "") + self.doc.short(language)
