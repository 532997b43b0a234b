"""What does the QR code of an issued paper hold?

One address that a telephone opens: the public check page of the paper, with number, day and full hash in the query. The page compares
them with the register, so a code copied onto another paper is found out.
"""

import io
from functools import lru_cache
from urllib.parse import urlencode

import segno

from hoanhap.documents.rendering.blocks import Stamp
from hoanhap.documents.rendering.wording import QR


def qr_text(stamp: Stamp) -> str:
    """The text in the code: check address, number (`so`), day (`ngay`), SHA-256 (`ma`)."""
    return f"{stamp.url}?{urlencode({'so': stamp.number, 'ngay': stamp.on.isoformat(), 'ma': stamp.sha256})}"


@lru_cache(maxsize=8)
def _code(text: str) -> segno.QRCode:
    """Made once for the two files of a paper. Error correction M: a worn or folded sheet still reads."""
    return segno.make(text, error="m", micro=False)


def qr_svg(stamp: Stamp) -> str:
    """The code as an SVG image: two modules of quiet zone on white paper."""
    target = io.BytesIO()
    _code(qr_text(stamp)).save(target, kind="svg", xmldecl=False, svgns=True, omitsize=True, title=QR, border=2)
    return target.getvalue().decode()


def qr_png(stamp: Stamp) -> bytes:
    """The code as a PNG image, for the .docx."""
    target = io.BytesIO()
    _code(qr_text(stamp)).save(target, kind="png", scale=6, border=2)
    return target.getvalue()
