"""The same text under another number is recognised; two notices of one kind are not."""

from __future__ import annotations

import random

import pytest

from yangguang.text.similarity import (
    SAME_TEXT,
    SIGNATURE_BYTES,
    NearDuplicates,
    bands,
    shingles,
    signature,
    similarity,
)

CHARACTERS = (
    "政府信息公开条例规定各级人民应当建立健全工作制度并指定机构负责本行机关日常事务年月日县市区乡镇"
)


def a_text(seed: int, length: int = 800) -> str:
    return "".join(random.Random(seed).choices(CHARACTERS, k=length))


def with_edits(text: str, share: float) -> str:
    draw = random.Random(7)
    return "".join(draw.choice(CHARACTERS) if draw.random() < share else c for c in text)


def test_a_signature_is_the_same_bytes_every_time() -> None:
    assert signature(a_text(1)) == signature(a_text(1))
    assert len(signature(a_text(1))) == SIGNATURE_BYTES == 512


def test_script_width_and_layout_do_not_count() -> None:
    one, other = (
        "政府信息公开条例（2019年修订）全文公布",
        "政府信息公開條例 (２０１９年修訂) \n全文公布。",
    )
    assert similarity(signature(one), signature(other)) == 1.0


def test_the_estimate_is_close_to_the_share_of_common_runs() -> None:
    text = a_text(2)
    for share in (0.01, 0.02, 0.05):
        edited = with_edits(text, share)
        true = len(shingles(text) & shingles(edited)) / len(shingles(text) | shingles(edited))
        assert similarity(signature(text), signature(edited)) == pytest.approx(true, abs=0.13)


def test_empty_texts_are_not_copies_of_each_other() -> None:
    assert signature(" ，。") == b""
    assert similarity(b"", b"") == 0.0
    assert bands(b"") == []


def test_what_is_no_signature_is_refused() -> None:
    with pytest.raises(ValueError, match="not a signature"):
        similarity(b"x", signature("政府信息公开"))


def test_copies_are_found_among_many() -> None:
    known = NearDuplicates((str(seed), signature(a_text(seed))) for seed in range(300))
    for seed in range(0, 300, 10):
        found = known.similar(signature("索引号：000123\n" + with_edits(a_text(seed), 0.01)))
        assert [key for key, _ in found] == [str(seed)]
        assert found[0][1] >= SAME_TEXT
    assert known.similar(signature(a_text(999))) == []


def test_a_document_is_not_its_own_copy_and_can_be_forgotten() -> None:
    known = NearDuplicates([("a", signature(a_text(1)))])
    assert known.similar(signature(a_text(1)), except_key="a") == []
    known.add("a", signature(a_text(2)))
    assert known.similar(signature(a_text(1))) == []
    known.remove("a")
    known.remove("a")
    assert known.similar(signature(a_text(2))) == []
