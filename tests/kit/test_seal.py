"""What is sealed opens with its keys only, for its purpose only, and survives a new key."""

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from hoanhap.config.secrets import add_seal_key, seal_keys
from hoanhap.kit.seal import Unsealable, renewed, seal, unseal

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())))
def test_content_comes_back_as_it_was(content: dict[str, object]) -> None:
    assert unseal(seal(content, purpose="thu", keys=[NEW]), purpose="thu", keys=[NEW]) == content


def test_the_database_alone_shows_nothing() -> None:
    sealed = seal({"note": "viêm gan B"}, purpose="thu", keys=[NEW])
    assert b"gan" not in sealed
    assert sealed != seal({"note": "viêm gan B"}, purpose="thu", keys=[NEW])


@pytest.mark.parametrize(("keys", "purpose"), [([OTHER], "thu"), ([NEW], "khac")])
def test_another_key_or_purpose_opens_nothing(keys: list[str], purpose: str) -> None:
    with pytest.raises(Unsealable):
        unseal(seal({}, purpose="thu", keys=[NEW]), purpose=purpose, keys=keys)


def test_a_changed_byte_is_seen() -> None:
    sealed = bytearray(seal({}, purpose="thu", keys=[NEW]))
    sealed[40] ^= 1
    for act in (lambda: unseal(bytes(sealed), purpose="thu", keys=[NEW]), lambda: renewed(bytes(sealed), [NEW])):
        with pytest.raises(Unsealable):
            act()


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    before = seal({"a": 1}, purpose="thu", keys=[OLD])
    assert unseal(before, purpose="thu", keys=[NEW, OLD]) == {"a": 1}
    after = renewed(before, [NEW, OLD])
    assert unseal(after, purpose="thu", keys=[NEW]) == {"a": 1}


def test_keys_come_from_a_file_of_the_owner_or_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOANHAP_SEAL_KEYS", raising=False)
    first = seal_keys(tmp_path)
    assert seal_keys(tmp_path) == first
    add_seal_key(tmp_path)
    both = seal_keys(tmp_path)
    assert both[1:] == first
    assert both[0] != first[0]
    assert stat.S_IMODE((tmp_path / "seal_keys").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["seal_keys"]
    monkeypatch.setenv("HOANHAP_SEAL_KEYS", f"{NEW} {OLD}")
    assert seal_keys(tmp_path) == [NEW, OLD]
