"""How does a paper become a .pdf? Typst, with the fonts of this package only; a few milliseconds a paper."""

import json
import re
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import typst

from hoanhap.documents.rendering import layout, wording
from hoanhap.documents.rendering.blocks import Document, Stamp
from hoanhap.documents.rendering.qr import qr_svg

_HERE = Path(__file__).resolve().parent
FONTS = _HERE.parent / "fonts"


class Unprintable(ValueError):
    """The paper holds text that the official font cannot draw; `text` is it."""

    def __init__(self, text: str) -> None:
        super().__init__("no glyph for " + " ".join(f"U+{ord(char):04X}" for char in text))
        self.text = text


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def render_pdf(document: Document, stamp: Stamp | None = None) -> bytes:
    """The paper as PDF/A-2u with embedded fonts. The same paper gives the same bytes. Raises Unprintable."""
    title = document.title
    paper = {
        "document": document.to_data(),
        "sizes": {name: measure.value for name, measure in layout.MEASURES.items()},
        "shares": layout.HEADING_SHARES,
        "signing": layout.SIGNING_SPACE,
        "words": {
            "title": f"{title.name} {title.subject}".strip() if title else document.form,
            "nation": wording.NATION,
            "motto": wording.MOTTO,
            "number": wording.number_line(document.heading),
            "place": wording.place_line(document.heading),
            "subject": document.letter_subject,
            "addressee": wording.ADDRESSEE,
            "recipients": wording.RECIPIENTS,
            "demonstration": wording.DEMONSTRATION,
            "qr": wording.QR,
        },
        "stamp": None if stamp is None else {"qr": qr_svg(stamp), "lines": wording.stamp_lines(stamp)},
    }
    day = document.heading.on or date(1970, 1, 1)
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)  # PDF/A wants a creation time; the paper's day keeps the bytes the same
    # A compiler serves one thread at a time and remembers its inputs, so every paper gets its own (0.2 ms); the fonts are shared.
    compiler = typst.Compiler(input=_HERE / "sheet.typ", root=_HERE, font_paths=_fonts())
    try:
        made = compiler.compile(format="pdf", sys_inputs={"paper": json.dumps(paper)}, pdf_standards="a-2u", timestamp=moment)
    except typst.TypstError as error:
        missing = re.search(r'the text `"(.+?)"` could not be displayed', error.message)
        if missing is None:
            raise
        raise Unprintable(missing[1]) from None
    assert isinstance(made, bytes)  # one file, because no output path was given
    return made
