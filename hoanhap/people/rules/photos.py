"""How does a picture that somebody sends become one that may be kept?"""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_

MOST_BYTES = 5 * 1024 * 1024
SIZE = (480, 640)
"""Pixels, at most."""
MOST_PIXELS = 50_000_000
"""What a telephone's camera makes; a small file that claims more is made to fill the memory."""
FORMATS = ("JPEG", "PNG", "WEBP")


def small_photo(data: bytes, *, size: tuple[int, int] = SIZE, most: int = MOST_BYTES) -> bytes:
    """The picture as a new JPEG of at most `size` pixels, upright, with nothing but the pixels: place, camera, thumbnail are gone.

    Raises Refused: empty, over `most` bytes, another format (told by the content, not by the name), broken, too many pixels.
    """
    if not data:
        raise _refused("photo_empty", N_("Tệp ảnh rỗng."))
    if len(data) > most:
        raise _refused("photo_too_big", N_("Ảnh lớn hơn 5 MB."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise _refused("photo_too_many_pixels", N_("Ảnh có quá nhiều điểm ảnh."))
                image.draft("RGB", size)
                upright = ImageOps.exif_transpose(image)
                whole = upright.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise _refused("photo_unreadable", N_("Không đọc được ảnh này.")) from None
    plain = Image.new("RGB", whole.size, "white")
    plain.paste(whole, mask=whole.getchannel("A"))
    plain.thumbnail(size)
    out = BytesIO()
    plain.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def _refused(code: str, what: str) -> Refused:
    return Refused([Problem(code, what, remedy=N_("Chọn ảnh JPEG, PNG hoặc WebP, không quá 5 MB."), field="image")])
