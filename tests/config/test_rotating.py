"""Changing the field key beside a running platform, cut off anywhere, and run again."""

from __future__ import annotations

import io
import os
import signal
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from tests.builders.agencies import a_city, somebody
from yangguang.apps.agencies.models import Authenticator
from yangguang.apps.agencies.sealing import keyed_digest, older_digests, unseal
from yangguang.apps.agencies.services import begin_authenticator
from yangguang.apps.agencies.services.second_factor import secret_of
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.models import Act
from yangguang.apps.vault.models import SubjectKey
from yangguang.apps.vault.ring import current_ring, key_of
from yangguang.apps.vault.selectors import keys_in_use
from yangguang.apps.vault.services import (
    destroy_subject,
    new_subjects,
    rewrap_values,
    seal_for,
    unseal_for,
)
from yangguang.config import rotating
from yangguang.config.examining import examine

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
BY = Actor(ActorKind.STAFF, "7", "李登记", agency_key=3)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """An installation whose keys lie in files."""
    settings.FIELD_KEY = ""
    settings.FIELD_KEYS_OLD = ()
    settings.KEYS_FOLDER = tmp_path / "keys"
    settings.KEYS_FOLDER.mkdir()
    (settings.KEYS_FOLDER / "field.key").write_text("the first key of this installation")
    (settings.KEYS_FOLDER / "field.key").chmod(0o600)
    return Path(settings.KEYS_FOLDER)


def rotate(*arguments: str) -> str:
    """The command's words; a non-zero end raises CommandError."""
    said = io.StringIO()
    call_command("rotate_field_key", *arguments, stdout=said, stderr=said)
    return said.getvalue()


def ids_in_use() -> set[str]:
    return {use.key_id for use in keys_in_use()}


def some_people(count: int) -> dict[SubjectKey, str]:
    """Person → their sealed name, which is 张 and a number."""
    return {
        person: seal_for(person, f"张{place}", "name")
        for place, person in enumerate(new_subjects(count, by=BY, at=AT))
    }


def names_of(people: dict[SubjectKey, str]) -> list[str]:
    return [unseal_for(person.pk, sealed, "name") for person, sealed in people.items()]


def test_every_value_moves_to_the_new_key_and_still_opens(folder: Path) -> None:
    people = some_people(7)
    user = somebody("agency-clerk", a_city().health)
    secret = secret_of(begin_authenticator(user=user, at=AT))
    digest = keyed_digest("450305199001011234", purpose="person")
    old = current_ring().current.id
    assert ids_in_use() == {old}
    said = rotate()
    new = current_ring().current.id
    assert new != old
    assert f"新密钥 {new} 已启用" in said
    assert "个人信息密钥：7/7" in said
    assert ids_in_use() == {new}
    assert names_of(people) == [f"张{place}" for place in range(7)]
    row = Authenticator.objects.get(user=user)
    assert secret_of(row) == secret
    # Who applied ten years ago is still recognised.
    assert keyed_digest("450305199001011234", purpose="person") == digest


def test_the_sealed_values_themselves_are_not_touched(folder: Path) -> None:
    people = some_people(1)
    before = dict(people)
    rotate()
    assert people == before
    assert names_of(before) == ["张0"]


def test_the_folder_keeps_the_old_key_and_no_other_file(folder: Path) -> None:
    old = current_ring().current.id
    rotate()
    names = sorted(path.name for path in folder.iterdir())
    assert names == [f"field-old-{old}.key", "field.key", "field.lock"]
    assert (folder / f"field-old-{old}.key").read_text() == "the first key of this installation"
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert len((folder / "field.key").read_text()) >= 64


def test_the_change_stands_in_the_audit_record_without_a_key(folder: Path) -> None:
    some_people(2)
    old = current_ring().current.id
    rotate()
    new = current_ring().current
    act = Act.objects.get(verb="field-key.rotate")
    assert (act.before, act.after) == ({"key": old}, {"key": new.id})
    assert Act.objects.get(verb="field-key.rewrap").after["renewed"]["个人信息密钥"] == 2
    assert new.text.decode() not in str(list(Act.objects.values()))


def test_destroyed_people_stay_destroyed(folder: Path) -> None:
    people = some_people(2)
    first = next(iter(people))
    destroy_subject(first, by=BY, at=AT, basis="到期")
    rotate()
    assert SubjectKey.objects.get(pk=first.pk).wrapped == ""


class CutOff(Exception):
    """Stands for whatever ends a process."""


def test_cut_off_in_the_middle_it_goes_on_where_it_stood(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = some_people(10)
    old = current_ring().current.id
    replace = rewrap_values.__globals__["_replace"]
    calls: list[int] = []

    def cut(column: Any, fresh: Any) -> int:
        if len(calls) == 2:
            raise CutOff
        calls.append(len(fresh))
        return int(replace(column, fresh))

    monkeypatch.setitem(rewrap_values.__globals__, "_replace", cut)
    with pytest.raises(CutOff):
        rotate("--batch", "3")
    monkeypatch.setitem(rewrap_values.__globals__, "_replace", replace)
    new = current_ring().current.id
    assert ids_in_use() == {old, new}
    assert names_of(people) == [f"张{place}" for place in range(10)]
    with pytest.raises(CommandError, match="--resume"):
        rotate("--check")
    said = rotate("--batch", "3")
    assert "上次更换尚未完成" in said
    assert current_ring().current.id == new
    assert ids_in_use() == {new}
    assert names_of(people) == [f"张{place}" for place in range(10)]


@pytest.mark.parametrize("step", ["_write_whole", "_settle"])
@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_cut_off_while_keys_change_place_no_key_is_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, at: int
) -> None:
    people = some_people(3)
    old = current_ring().current.id
    real = getattr(rotating, step)
    calls: list[int] = []

    def cut(*arguments: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) > at:
            raise CutOff
        return real(*arguments, **named)

    monkeypatch.setattr(rotating, step, cut)
    try:
        rotate()
    except CutOff:
        assert names_of(people) == ["张0", "张1", "张2"]
        assert old in {key.id for key in current_ring().keys}
    monkeypatch.setattr(rotating, step, real)
    rotate()
    assert ids_in_use() == {current_ring().current.id}
    assert names_of(people) == ["张0", "张1", "张2"]
    assert old in {key.id for key in current_ring().others}


def test_asked_only_to_finish_it_makes_no_new_key(folder: Path) -> None:
    some_people(2)
    old = current_ring().current.id
    assert "已改用密钥" in rotate("--resume")
    assert current_ring().current.id == old
    assert not Act.objects.filter(verb="field-key.rotate").exists()
    assert not Act.objects.filter(verb="field-key.rewrap").exists()


def test_a_key_may_be_prepared_for_other_machines_first(folder: Path) -> None:
    people = some_people(2)
    old = current_ring().current.id
    assert "备用密钥" in rotate("--prepare")
    (prepared,) = (key.id for key in current_ring().others)
    assert current_ring().current.id == old
    rotate("--prepare")
    assert [key.id for key in current_ring().others] == [prepared]
    rotate()
    assert current_ring().current.id == prepared
    assert names_of(people) == ["张0", "张1"]


def test_a_prepared_key_that_came_into_place_by_copying_is_not_used_again(folder: Path) -> None:
    rotate("--prepare")
    (waiting,) = folder.glob("field-next-*.key")
    (folder / "field-old-copy.key").write_text((folder / "field.key").read_text())
    (folder / "field.key").write_text(waiting.read_text())
    placed = current_ring().current.id
    rotate()
    assert current_ring().current.id != placed
    assert placed in {key.id for key in current_ring().others}
    assert not list(folder.glob("field-next-*.key"))


def test_a_value_written_behind_the_walk_is_met_by_another_pass(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_people(3)
    first = current_ring()
    replace = rewrap_values.__globals__["_replace"]
    late: list[SubjectKey] = []

    def meanwhile(column: Any, fresh: Any) -> int:
        renewed = int(replace(column, fresh))
        if not late and column.model is SubjectKey:
            # Another process began its act before the switch and commits only now.
            with monkeypatch.context() as other:
                other.setattr("yangguang.apps.vault.sealing.current_ring", lambda: first)
                late.extend(new_subjects(5, by=BY, at=AT))
        return renewed

    monkeypatch.setitem(rewrap_values.__globals__, "_replace", meanwhile)
    rotate()
    assert len(late) == 5
    assert ids_in_use() == {current_ring().current.id}


def test_a_value_changed_meanwhile_is_not_written_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = some_people(2)
    gone = next(iter(people))
    replace = rewrap_values.__globals__["_replace"]

    def meanwhile(column: Any, fresh: Any) -> int:
        if column.model is SubjectKey:
            destroy_subject(gone, by=BY, at=AT, basis="到期")
        return int(replace(column, fresh))

    monkeypatch.setitem(rewrap_values.__globals__, "_replace", meanwhile)
    rotate()
    assert SubjectKey.objects.get(pk=gone.pk).wrapped == ""


def test_a_value_that_does_not_open_is_named_and_left(folder: Path) -> None:
    people = some_people(3)
    broken = next(iter(people))
    SubjectKey.objects.filter(pk=broken.pk).update(wrapped=broken.wrapped[:-4] + "AAAA")
    said = io.StringIO()
    with pytest.raises(CommandError, match="1 条无法读取"):
        call_command("rotate_field_key", stdout=said, stderr=said)
    assert f"个人信息密钥 {broken.pk}" in said.getvalue()
    assert SubjectKey.objects.get(pk=broken.pk).wrapped == broken.wrapped[:-4] + "AAAA"
    assert names_of({key: one for key, one in people.items() if key != broken}) == ["张1", "张2"]


def test_values_of_before_are_read_and_moved(folder: Path) -> None:
    # The form of before keys had ids, written out: HMAC-SHA256 of key and purpose, then Fernet.
    import base64
    import hashlib
    import hmac

    key = hmac.new(b"the first key of this installation", b"authenticator", hashlib.sha256).digest()
    token = Fernet(base64.urlsafe_b64encode(key)).encrypt(b"secret").decode()
    row = begin_authenticator(user=somebody("agency-clerk", a_city().health), at=AT)
    Authenticator.objects.filter(pk=row.pk).update(sealed_key=token)
    assert unseal(token, purpose="authenticator") == b"secret"
    assert ids_in_use() == {"旧格式"}
    rotate()
    row.refresh_from_db()
    assert row.sealed_key.startswith(f"v1.aes256gcm.{current_ring().current.id}.")
    assert secret_of(row) == b"secret"
    # Neither token nor digest of before is lost with the rotation.
    assert unseal(token, purpose="authenticator") == b"secret"
    assert hmac.new(
        hmac.new(b"the first key of this installation", b"code", hashlib.sha256).digest(),
        b"value",
        hashlib.sha256,
    ).hexdigest() in older_digests("value", purpose="code")


def test_another_algorithm_is_a_reason_to_seal_anew(folder: Path, settings: Any) -> None:
    people = some_people(2)
    settings.SEAL_ALGORITHM = "sm4"
    rotate("--resume")
    assert all(row.wrapped.startswith("v1.sm4gcm.") for row in SubjectKey.objects.all())
    assert names_of(people) == ["张0", "张1"]


def test_the_check_names_each_key_and_what_needs_it(folder: Path) -> None:
    some_people(2)
    old = current_ring().current.id
    said = rotate("--check")
    assert f"{old}（现用，field.key）：个人信息密钥 2 条" in said
    rotate()
    said = rotate("--check")
    assert f"{old}（仅供读取，field-old-{old}.key）：没有内容使用" in said


def test_a_lost_key_is_named_by_check_and_doctor(folder: Path) -> None:
    some_people(2)
    old = current_ring().current.id
    (folder / "field.key").write_text("a key of somewhere else entirely")
    with pytest.raises(CommandError, match=f"缺少密钥 {old}"):
        rotate("--check")
    (result,) = (one for one in examine() if one.name == "字段密钥")
    assert result.state == "wrong"
    assert old in result.detail


def test_doctor_tells_of_a_rotation_that_is_not_finished(folder: Path) -> None:
    def field_keys() -> str:
        (result,) = (one for one in examine() if one.name == "字段密钥")
        return f"{result.state} {result.detail} {result.advice}"

    some_people(2)
    assert field_keys().startswith("ok")
    rotating.switch_key(folder)
    assert "2 条内容使用旧密钥" in field_keys()
    assert "--resume" in field_keys()
    rotate("--resume")
    assert field_keys().startswith("ok")


def test_keys_from_the_environment_are_changed_where_they_are_kept(settings: Any) -> None:
    settings.FIELD_KEY = "the first key of the environment"
    people = some_people(2)
    with pytest.raises(CommandError, match="YANGGUANG_FIELD_KEYS_OLD"):
        rotate()
    settings.FIELD_KEY = "the second key of the environment"
    settings.FIELD_KEYS_OLD = ("the first key of the environment",)
    rotate("--resume")
    settings.FIELD_KEYS_OLD = ()
    assert ids_in_use() == {key_of("the second key of the environment").id}
    assert names_of(people) == ["张0", "张1"]


def test_two_rotations_at_once_are_one(folder: Path) -> None:
    with rotating.one_at_a_time(folder), pytest.raises(CommandError, match="正在进行"):
        rotate()
    rotate()


@pytest.mark.parametrize("batch", ["0", "-1", "viele"])
def test_a_batch_is_a_positive_number(folder: Path, batch: str) -> None:
    with pytest.raises(CommandError):
        rotate("--batch", batch)


MAKE = """
import datetime, django
django.setup()
from yangguang.config.command.start import prepare_database
prepare_database()
from yangguang.apps.audit.actors import command
from yangguang.apps.vault.services import new_subjects, seal_for
at = datetime.datetime(2026, 5, 6, 10, tzinfo=datetime.UTC)
for one in new_subjects(400, by=command("测试"), at=at):
    print(one.pk, seal_for(one, "张" + str(one.pk)[:4], "name"))
"""
READ = """
import sys, uuid, django
django.setup()
from yangguang.apps.vault.services import unseal_for
for line in sys.stdin:
    key, sealed = line.split()
    assert unseal_for(uuid.UUID(key), sealed, "name") == "张" + key[:4]
print("all")
"""


@pytest.mark.slow
def test_killed_without_warning_every_value_opens_and_the_next_run_finishes(
    tmp_path: Path,
) -> None:
    if os.environ.get("YANGGUANG_TEST_DATABASE"):
        pytest.skip("stands on a SQLite file of its own, whatever database the suite runs on")
    environment = {
        **{name: value for name, value in os.environ.items() if "YANGGUANG_" not in name},
        "YANGGUANG_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "yangguang.config.settings.local",
    }

    def python(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words],
            env=environment, input=given, capture_output=True, text=True, check=False,
        )  # fmt: skip

    made = python("-c", MAKE)
    assert made.returncode == 0, made.stderr
    command = ["-m", "yangguang.config.command.main", "manage", "rotate_field_key"]
    with subprocess.Popen(
        [sys.executable, *command, "--batch", "1"], env=environment, stdout=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        while "个人信息密钥" not in (line := running.stdout.readline().decode()):
            assert line, "the command ended before its first batch"
        running.send_signal(signal.SIGKILL)
    read = python("-c", READ, given=made.stdout)
    assert (read.returncode, read.stdout) == (0, "all\n"), read.stderr
    finished = python(*command, "--resume")
    assert finished.returncode == 0, finished.stderr
    checked = python(*command, "--check")
    assert (checked.returncode, "全部内容都使用现用密钥" in checked.stdout) == (0, True)
    read = python("-c", READ, given=made.stdout)
    assert (read.returncode, read.stdout) == (0, "all\n"), read.stderr
