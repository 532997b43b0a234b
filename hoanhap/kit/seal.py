"""How is a text kept so that the database alone does not show it? Sealed with a key that the database does not hold (Fernet: AES and HMAC).

The newest key seals, every key opens: `hoanhap seal new` adds one, `hoanhap seal renew` seals everything anew with it.
"""

import json
from collections.abc import Mapping, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unsealable(Exception):
    """No key of this installation opens it, or it was sealed for another purpose."""


def seal(content: Mapping[str, object], *, purpose: str, keys: Sequence[str] = ()) -> bytes:
    """The content (JSON values) sealed for a purpose, such as `people.health_sheet`, with the newest key."""
    text = json.dumps({"for": purpose, "content": content}, ensure_ascii=False, separators=(",", ":"))
    return _ring(keys).encrypt(text.encode())


def unseal(sealed: bytes, *, purpose: str, keys: Sequence[str] = ()) -> dict[str, object]:
    """What was sealed for this purpose. Raises Unsealable."""
    try:
        opened = json.loads(_ring(keys).decrypt(bytes(sealed)))
    except InvalidToken:
        raise Unsealable("no key opens it, or it was changed") from None
    if opened["for"] != purpose:
        raise Unsealable("sealed for another purpose")
    content: dict[str, object] = opened["content"]
    return content


def renewed(sealed: bytes, keys: Sequence[str] = ()) -> bytes:
    """The same content sealed with the newest key. Raises Unsealable."""
    try:
        return _ring(keys).rotate(bytes(sealed))
    except InvalidToken:
        raise Unsealable("no key opens it, or it was changed") from None


def _ring(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys or settings.SEAL_KEYS])
