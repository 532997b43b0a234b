"""How does a paper become a sheet on screen?"""

from typing import Any

from django.utils.safestring import mark_safe

from hoanhap.documents.rendering import wording
from hoanhap.documents.rendering.blocks import Annex, Block, Document, Heading, Stamp
from hoanhap.documents.rendering.qr import qr_svg


def on_screen(document: Document, stamp: Stamp | None = None, *, signed: list[str] | None = None) -> dict[str, Any]:
    """What the template `documents/_sheet.html` needs, as `sheet`, to show a paper. `signed`: lines of the signature mark."""
    heading = document.heading
    return {
        "document": document,
        "heading": heading,
        "is_pair": isinstance(heading, Heading),
        "nation": wording.NATION,
        "motto": wording.MOTTO,
        "number": wording.number_line(heading),
        "place": wording.place_line(heading),
        "subject": document.letter_subject,
        "blocks": [_item(block) for block in document.blocks],
        "signed": signed or [],
        "qr": mark_safe(qr_svg(stamp)) if stamp else "",  # made by segno from our own text
        "qr_lines": wording.stamp_lines(stamp) if stamp else [],
        "demonstration": wording.DEMONSTRATION if document.demonstration else "",
    }


def _item(block: Block) -> dict[str, Any]:
    """A block with its kind, for the template; an annex with its parts."""
    parts = [_item(part) for part in block.blocks] if isinstance(block, Annex) else []
    return {"kind": type(block).__name__.lower(), "block": block, "parts": parts}
