"""How does a paper become a sheet on screen?"""

from typing import Any

from django.utils.safestring import mark_safe

from hoanhap.documents.rendering import wording
from hoanhap.documents.rendering.blocks import Document, Heading, Stamp
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
        "blocks": [{"kind": type(block).__name__.lower(), "block": block} for block in document.blocks],
        "signed": signed or [],
        "qr": mark_safe(qr_svg(stamp)) if stamp else "",  # made by segno from our own text
        "qr_lines": wording.stamp_lines(stamp) if stamp else [],
        "demonstration": wording.DEMONSTRATION if document.demonstration else "",
    }
