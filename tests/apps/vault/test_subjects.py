"""Values under people's keys: they open for their person and field, and never after the key is gone."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from yangguang.apps.audit.actors import Actor, ActorKind, system
from yangguang.apps.audit.models import Act
from yangguang.apps.vault.models import SubjectKey
from yangguang.apps.vault.problems import Destroyed, MissingKey, NotAllowed, SealBroken
from yangguang.apps.vault.services import (
    SealedValue,
    destroy_subject,
    new_subject,
    new_subjects,
    seal_bytes_for,
    seal_for,
    seal_many_for,
    unseal_bytes_for,
    unseal_for,
    unseal_many,
)

AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
BY = Actor(ActorKind.STAFF, "7", "李登记", agency_key=3)
BASIS = "保管期限表：依申请公开材料 10 年"


def somebody() -> SubjectKey:
    return new_subject(by=BY, at=AT)


class Values(TestCase):  # type: ignore[misc] # hypothesis ships no types for its Django classes
    """Property tests that need rows: each example in a transaction of its own."""

    @given(text=st.text(max_size=80), field=st.text(max_size=20))
    def test_what_is_sealed_for_a_person_opens_for_that_person_and_field(
        self, text: str, field: str
    ) -> None:
        subject = somebody()
        sealed = seal_for(subject, text, field)
        assert unseal_for(subject, sealed, field) == text
        assert unseal_for(subject.pk, sealed, field) == text
        assert not (text and text in sealed and len(text) > 8)

    @given(data=st.binary(max_size=200))
    def test_files_open_again(self, data: bytes) -> None:
        subject = somebody()
        sealed = seal_bytes_for(subject, data, "proof")
        assert unseal_bytes_for(subject, sealed, "proof") == data
        assert not (len(data) > 8 and data in sealed)

    @given(data=st.data())
    def test_a_value_with_one_character_changed_does_not_open(self, data: st.DataObject) -> None:
        subject = somebody()
        sealed = seal_for(subject, "450305199001011234", "identity")
        place = data.draw(st.integers(0, len(sealed) - 1))
        # What to put there is drawn without a look at the value, which differs in every run.
        letter = data.draw(st.sampled_from("AZaz09-_."))
        letter = letter if letter != sealed[place] else "x"
        with pytest.raises(SealBroken):
            unseal_for(subject, sealed[:place] + letter + sealed[place + 1 :], "identity")


pytestmark = pytest.mark.django_db


def test_the_text_names_version_algorithm_and_the_persons_key() -> None:
    subject = somebody()
    assert seal_for(subject, "张小明", "name").startswith(f"v1.aes256gcm.s{subject.pk.hex}.")


def test_a_value_does_not_open_in_another_field() -> None:
    subject = somebody()
    sealed = seal_for(subject, "13800001234", "telephone")
    with pytest.raises(SealBroken, match="移到了别处"):
        unseal_for(subject, sealed, "fax")


def test_a_value_does_not_open_for_another_person() -> None:
    one, other = somebody(), somebody()
    sealed = seal_for(one, "张小明", "name")
    with pytest.raises(SealBroken, match="另一个人"):
        unseal_for(other, sealed, "name")
    # Nor where the header is rewritten to the other person.
    with pytest.raises(SealBroken, match="移到了别处"):
        unseal_for(other, sealed.replace(one.pk.hex, other.pk.hex), "name")


def test_a_key_does_not_open_in_another_persons_row() -> None:
    one, other = somebody(), somebody()
    sealed = seal_for(one, "张小明", "name")
    SubjectKey.objects.filter(pk=one.pk).update(wrapped=other.wrapped)
    with pytest.raises(SealBroken):
        unseal_for(one.pk, sealed, "name")


def test_another_field_key_names_the_one_that_is_missing(settings: Any) -> None:
    subject = somebody()
    sealed = seal_for(subject, "张小明", "name")
    key_id = subject.wrapped.split(".")[2]
    settings.FIELD_KEY = "another key of another installation"
    with pytest.raises(MissingKey, match=f"缺少字段密钥 {key_id}"):
        unseal_for(subject, sealed, "name")


@pytest.mark.parametrize("text", ["", "张小明", "v1.aes256gcm", "v1.aes256gcm.s1.$", "v2.x.y.z"])
def test_what_is_no_sealed_value_is_said_to_be_none(text: str) -> None:
    if not text:
        assert unseal_for(somebody(), text, "name") == ""
        return
    with pytest.raises(SealBroken, match=r"不是本平台的加密格式|更新的版本"):
        unseal_for(somebody(), text, "name")


def test_an_algorithm_of_a_later_version_is_named() -> None:
    subject = somebody()
    sealed = seal_for(subject, "张小明", "name").replace("aes256gcm", "zuc256")
    with pytest.raises(SealBroken, match="zuc256"):
        unseal_for(subject, sealed, "name")


def test_an_empty_text_stays_empty() -> None:
    assert seal_many_for(somebody(), {"name": "", "telephone": ""}) == {"name": "", "telephone": ""}


def test_values_of_both_algorithms_open_side_by_side(settings: Any) -> None:
    subject = somebody()
    first = seal_for(subject, "张小明", "name")
    settings.SEAL_ALGORITHM = "sm4"
    second = seal_for(subject, "张小明", "name")
    other = somebody()
    assert second.startswith("v1.sm4gcm.")
    assert other.wrapped.startswith("v1.sm4gcm.")
    assert unseal_for(subject, first, "name") == unseal_for(subject, second, "name") == "张小明"
    settings.SEAL_ALGORITHM = "sm4ctrsm3"
    assert unseal_for(subject, seal_for(subject, "张小明", "name"), "name") == "张小明"


def test_after_destruction_nothing_of_the_person_opens() -> None:
    subject = somebody()
    sealed, file = seal_for(subject, "张小明", "name"), seal_bytes_for(subject, b"scan", "proof")
    gone = destroy_subject(subject, by=BY, at=AT, basis=BASIS)
    assert (gone.wrapped, gone.destroyed_at, gone.basis) == ("", AT, BASIS)
    with pytest.raises(Destroyed, match="已按规定期限销毁"):
        unseal_for(gone, sealed, "name")
    with pytest.raises(Destroyed):
        unseal_for(subject.pk, sealed, "name")
    with pytest.raises(Destroyed):
        unseal_bytes_for(subject.pk, file, "proof")
    with pytest.raises(Destroyed):
        seal_for(subject.pk, "张小明", "name")


def test_destruction_is_recorded_once_however_often_it_is_asked() -> None:
    subject = somebody()
    for _ in range(2):
        destroy_subject(subject, by=BY, at=AT, basis=BASIS)
    act = Act.objects.get(verb="person.destroy")
    assert (act.subject_key, act.basis, act.agency_key) == (str(subject.pk), BASIS, 3)


def test_destruction_needs_a_basis_and_a_person() -> None:
    subject = somebody()
    with pytest.raises(NotAllowed, match="依据"):
        destroy_subject(subject, by=BY, at=AT, basis="  ")
    with pytest.raises(NotAllowed, match="签字"):
        destroy_subject(subject, by=system("定时任务"), at=AT, basis=BASIS)
    assert not Act.objects.filter(verb="person.destroy").exists()


def test_a_row_is_either_usable_or_destroyed() -> None:
    subject = somebody()
    with pytest.raises(IntegrityError), transaction.atomic():
        SubjectKey.objects.filter(pk=subject.pk).update(wrapped="")
    with pytest.raises(IntegrityError), transaction.atomic():
        SubjectKey.objects.filter(pk=subject.pk).update(destroyed_at=AT)


def test_a_list_opens_with_one_query_and_leaves_gaps_for_the_destroyed(
    django_assert_num_queries: Any,
) -> None:
    people = new_subjects(40, by=BY, at=AT)
    values = [
        SealedValue(one.pk, field, seal_for(one, f"{field}{place}", field))
        for place, one in enumerate(people)
        for field in ("name", "telephone")
    ]
    values.append(SealedValue(people[0].pk, "email", ""))
    destroy_subject(people[1], by=BY, at=AT, basis=BASIS)
    with django_assert_num_queries(1):
        texts = unseal_many(values)
    assert texts[:6] == ["name0", "telephone0", None, None, "name2", "telephone2"]
    assert texts[-1] == ""


def test_a_list_with_a_person_who_is_not_there_says_so() -> None:
    with pytest.raises(SealBroken, match="没有找到"):
        unseal_many([SealedValue(uuid.uuid4(), "name", "v1.aes256gcm.s0.AA")])


def test_each_new_key_is_recorded_without_a_name() -> None:
    subject = somebody()
    act = Act.objects.get(verb="person.new-key")
    assert (act.subject_kind, act.subject_key, act.subject_label) == (
        "person",
        str(subject.pk),
        "",
    )


def test_what_a_program_prints_of_a_key_shows_no_key() -> None:
    subject = somebody()
    assert subject.wrapped not in repr(subject)
    assert repr(subject) == f"<SubjectKey: {str(subject.pk)[:8]}>"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="looks into SQLite's own files")
def test_no_copy_of_a_destroyed_key_stays_in_the_database_file() -> None:
    subject = somebody()
    wrapped = subject.wrapped.encode()
    file = Path(str(connection.settings_dict["NAME"]))
    log = file.with_name(file.name + "-wal")

    def stored() -> bytes:
        return file.read_bytes() + (log.read_bytes() if log.exists() else b"")

    assert wrapped in stored()
    destroy_subject(subject, by=BY, at=AT, basis=BASIS)
    assert wrapped not in stored()
