"""The bench of the search runs the same passages through every peer; how fast is not asked here."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from yangguang.bench import privacy as bench
from yangguang.bench.data import items
from yangguang.bench.privacy_sweep import _rows

PASSAGE = "申请人：严丽华，身份证号码330108198801265682，手机13812345678，邮箱a.b@163.com。"


def test_the_labelled_passages_come_without_their_marks() -> None:
    passages = bench.labelled_passages()
    assert len(passages) >= 600
    assert not any("⟦" in passage or "⟧" in passage for passage in passages)


def test_ordinary_items_carry_a_passage_now_and_then() -> None:
    stock = bench.stock_passages(60, [PASSAGE], 25)
    assert [number for number, text in enumerate(stock) if PASSAGE in text] == [0, 25, 50]


def test_passages_are_repeated_to_the_size_that_was_asked() -> None:
    assert bench.filled(["甲乙", "丙"], 7) == ["甲乙", "丙", "甲乙", "丙", "甲乙"]


def test_every_pattern_finds_what_it_is_written_for() -> None:
    examples = {
        "id-number": "330108 19880126 5682", "mobile": "138-1234-5678", "landline": "0571-87654321",
        "bank-card": "6222 0212 3456 7890 123", "passport": "E12345678", "plate": "浙A·12345",
        "email": "a.b@163.com", "address": "滨河区解放路345号",
    }  # fmt: skip
    assert set(examples) == set(bench.PATTERNS)
    for kind, text in examples.items():
        assert re.search(bench.PATTERNS[kind], text), kind


@pytest.mark.parametrize("language", [False, True], ids=["no language engine", "language engine"])
def test_presidio_finds_with_the_same_patterns_what_they_find(language: bool) -> None:
    pytest.importorskip("presidio_analyzer", reason="presidio-analyzer is not installed")
    peer = bench.presidio(language=language)
    assert peer is not None
    (found,) = peer([PASSAGE])  # type: ignore[misc] # lists by passage
    (ours,) = bench.bare([PASSAGE])  # type: ignore[misc] # as above
    spans = {match.span() for matches in ours for match in matches}
    assert {(one.start, one.end) for one in found} == spans
    assert len(spans) == 3


def test_a_ratio_is_held_against_its_target(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench._told("peer", 10e6, 2e6, 5)
    assert not bench._told("peer", 9e6, 2e6, 5)
    assert "MISSED" in capsys.readouterr().out


def test_rows_of_the_stock_fill_every_column() -> None:
    model = apps.get_model("catalog.Item")
    batch = [(7, next(iter(items(1))), "正文")]
    names, rows = _rows(
        model(title="样式"), batch, lambda key, one, body: {"id": key, "title": body}
    )
    assert set(names) == {field.name for field in model._meta.concrete_fields}
    assert (rows[0][names.index("id")], rows[0][names.index("title")]) == (7, "正文")
