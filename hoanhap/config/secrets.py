"""Where do the program's secrets come from? The environment; else a file of this installation that only its owner can read."""

import os
import secrets
from pathlib import Path


def secret_key(state: Path) -> str:
    """Django's signing key: `HOANHAP_SECRET_KEY`, or one made on first start and kept in the state directory (mode 0600)."""
    if key := os.environ.get("HOANHAP_SECRET_KEY"):
        return key
    state.mkdir(parents=True, exist_ok=True)
    kept = state / "secret_key"
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
