"""What does the QR code of an issued paper hold?

One address that a telephone opens: the public check page of the paper, with number, day and full hash in the query. The page compares
them with the register, so a code copied onto another paper is found out.
"""

import io
from urllib.parse import urlencode

import segno

from hoanhap.documents.rendering.blocks import Stamp


def qr_text(stamp: Stamp) -> str:
    """The text in the code: check address, number (`so`), day (`ngay`), SHA-256 (`ma`)."""
    return f"{stamp.url}?{urlencode({'so': stamp.number, 'ngay': stamp.on.isoformat(), 'ma': stamp.sha256})}"


def qr_svg(stamp: Stamp) -> str:
    """The code as an SVG image: version as small as fits, error correction M, four modules of quiet zone."""
    target = io.BytesIO()
    segno.make(qr_text(stamp), error="m", micro=False).save(target, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2)
    return target.getvalue().decode()


def qr_png(stamp: Stamp) -> bytes:
    """The code as a PNG image, for the .docx."""
    target = io.BytesIO()
    segno.make(qr_text(stamp), error="m", micro=False).save(target, kind="png", scale=6, border=2)
    return target.getvalue()
