"""The field keys of an installation: where they come from, and which one seals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from yangguang.apps.vault.problems import MissingKey, SealBroken
from yangguang.apps.vault.ring import current_ring, key_of
from yangguang.apps.vault.sealing import seal, unseal


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """An installation whose keys lie in files."""
    settings.FIELD_KEY = ""
    settings.FIELD_KEYS_OLD = ()
    settings.KEYS_FOLDER = tmp_path
    (tmp_path / "field.key").write_text("the first key")
    return tmp_path


def test_the_key_file_seals(folder: Path) -> None:
    sealed = seal(b"secret", purpose="test")
    assert sealed.startswith(f"v1.aes256gcm.{key_of('the first key').id}.")
    assert unseal(sealed, purpose="test") == b"secret"


def test_a_running_process_takes_up_a_new_key_at_once(folder: Path) -> None:
    old = seal(b"secret", purpose="test")
    (folder / "field-old.key").write_text("the first key")
    (folder / "field.new").write_text("the second key\n")
    (folder / "field.new").replace(folder / "field.key")
    assert current_ring().current.id == key_of("the second key").id
    assert seal(b"secret", purpose="test").split(".")[2] == key_of("the second key").id
    assert unseal(old, purpose="test") == b"secret"


def test_a_key_that_was_prepared_opens_and_does_not_seal(folder: Path) -> None:
    (folder / "field-next.key").write_text("the second key")
    ring = current_ring()
    assert ring.current.id == key_of("the first key").id
    assert [key.id for key in ring.others] == [key_of("the second key").id]


def test_keys_of_the_environment_stand_above_those_of_files(folder: Path, settings: Any) -> None:
    by_file = seal(b"secret", purpose="test")
    settings.FIELD_KEY = "from the environment"
    settings.FIELD_KEYS_OLD = ("older one", "oldest one")
    assert current_ring().current.id == key_of("from the environment").id
    assert {key.id for key in current_ring().others} == {
        key_of(text).id for text in ("older one", "oldest one", "the first key")
    }
    assert unseal(by_file, purpose="test") == b"secret"


def test_without_its_key_a_value_says_which_one_is_wanted(folder: Path) -> None:
    sealed = seal(b"secret", purpose="test")
    (folder / "field.key").write_text("a wholly different key")
    with pytest.raises(MissingKey, match=r"缺少字段密钥 [0-9a-f]{8}.*field\.key") as caught:
        unseal(sealed, purpose="test")
    assert caught.value.key_id == key_of("the first key").id


def test_without_any_key_the_message_names_the_file(folder: Path) -> None:
    (folder / "field.key").unlink()
    with pytest.raises(SealBroken, match=r"field\.key"):
        seal(b"secret", purpose="test")


def test_purpose_and_context_keep_values_apart(folder: Path) -> None:
    sealed = seal(b"secret", purpose="one", context="row 1")
    for purpose, context in (("two", "row 1"), ("one", "row 2"), ("onerow", " 1")):
        with pytest.raises(SealBroken):
            unseal(sealed, purpose=purpose, context=context)


def test_a_wrong_setting_says_what_may_stand_there(folder: Path, settings: Any) -> None:
    settings.SEAL_ALGORITHM = "des"
    with pytest.raises(SealBroken, match=r"SEAL_ALGORITHM.*aes256gcm"):
        seal(b"secret", purpose="test")


def test_what_a_program_prints_of_a_ring_shows_no_key(folder: Path) -> None:
    assert "the first key" not in repr(current_ring())
    assert current_ring().current.secret.hex() not in repr(current_ring())
    assert repr(current_ring().current.secret) not in repr(current_ring())
