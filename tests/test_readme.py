"""Does the README speak of what is there?"""

import re
from pathlib import Path

from hoanhap.reports.demo.accounts import ACCOUNTS, PASSWORD

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SHOT_LIMIT = 250_000
"""Bytes of a screenshot."""


def test_links_and_pictures_lead_somewhere() -> None:
    paths = [path for path in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in path]
    assert [path for path in paths if not (ROOT / path).exists()] == []
    pictures = [path for path in paths if path.endswith(".png")]
    assert len(pictures) >= 8
    films = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("people.md", "plans.md"))
    film = re.findall(r"\]\((shots/[^)]+)\)", films)
    assert {path.name for path in (ROOT / "docs/shots").glob("*.png")} == {Path(path).name for path in [*pictures, *film]}
    assert [path for path in pictures if (ROOT / path).stat().st_size > SHOT_LIMIT] == []


def test_commands_exist() -> None:
    targets = set(re.findall(r"make ([a-z]+)", README)) - {"and"}
    assert "test" in targets
    assert [target for target in targets if not re.search(rf"^{target}:", MAKEFILE, re.M)] == []


def test_accounts_are_the_real_ones() -> None:
    assert PASSWORD in README
    assert [account.username for account in ACCOUNTS if f"`{account.username}`" not in README] == []


def test_every_setting_is_named() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "hoanhap/config").rglob("*.py"))
    known = set(re.findall(r'"(HOANHAP_[A-Z_]+)"', code))
    assert {name for name in known if name not in README} == set()


def test_no_path_of_a_machine() -> None:
    assert not re.search(r"(?<![\w.])/(home|root|work|tmp|Users)/", README)
