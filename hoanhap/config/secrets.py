"""Where do the program's secrets come from? The environment; else a file of this installation that only its owner can read."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def kept(state: Path, name: str, make: Callable[[], str]) -> str:
    """The text kept under this name in the state directory (mode 0600); made on first use.

    The file appears complete or not at all (a hard link of a finished file), also when two processes come at once or one is killed.
    """
    path = state / name
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = state / f"{name}.{secrets.token_hex(4)}"
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(make())
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(half)
    except FileExistsError:
        pass  # another process was faster; its text counts
    finally:
        half.unlink()
    return path.read_text(encoding="ascii").strip()


def secret_key(state: Path) -> str:
    """Django's signing key: `HOANHAP_SECRET_KEY`, or one made on first start."""
    return os.environ.get("HOANHAP_SECRET_KEY") or kept(state, "secret_key", lambda: secrets.token_urlsafe(48))


def web_password(state: Path) -> str:
    """Password of the web role that `migrate` makes on an external server when no `HOANHAP_WEB_DATABASE_URL` is given."""
    return kept(state, "web_password", lambda: secrets.token_urlsafe(32))


def seal_keys(state: Path) -> list[str]:
    """Keys of kit.seal, the newest first: `HOANHAP_SEAL_KEYS` (parted by spaces), or the file `seal_keys`, made on first start.

    Whoever loses them loses every sealed sheet: they belong into the backup, apart from the database.
    """
    return (os.environ.get("HOANHAP_SEAL_KEYS") or kept(state, "seal_keys", _seal_key)).split()


def add_seal_key(state: Path) -> None:
    """Put a new key before the others in the file `seal_keys`; old ones stay, to open what they sealed."""
    keys = [_seal_key(), *kept(state, "seal_keys", _seal_key).split()]
    new = f"seal_keys.{secrets.token_hex(4)}"
    kept(state, new, lambda: "\n".join(keys))
    (state / new).replace(state / "seal_keys")


def _seal_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")
