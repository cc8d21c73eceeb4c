"""The bench of the readers runs and measures what it says; how fast they are is not asked here."""

from __future__ import annotations

import pytest

from yangguang.bench import text as bench
from yangguang.bench.hostile import UNITS, repeated
from yangguang.law.forms.answer import check_report
from yangguang.law.forms.load import load_form
from yangguang.text.extract import read
from yangguang.text.header import read_header

SIZE = 3_000


def test_every_reader_has_a_line_with_its_ratio_and_its_peer() -> None:
    head, *lines = bench.measure_contests(SIZE)
    assert "ratio" in head
    assert [line[:28].strip() for line in lines] == [
        "fold",
        "document numbers in a text",
        "outline",
        "query language",
        "text file",
        "web page",
        "header of a page",
        "cells of a report",
        "whole check of a report",
    ]
    assert all("MB/s" in line for line in lines)


def test_every_reader_has_a_line_under_hostile_texts() -> None:
    told = list(bench.measure_trials(SIZE, ["国", "<td>1", "1\n"]))
    assert told[0].startswith("3 hostile texts of 3,000 bytes")
    assert [line[:28].strip() for line in told[2:]] == [trial.name for trial in bench.TRIALS]


@pytest.mark.parametrize("trial", bench.TRIALS, ids=lambda trial: trial.name)
def test_a_reader_is_given_the_units_in_full_and_at_half_the_size(trial: bench.Trial) -> None:
    given: list[int] = []

    def prepare(text: str) -> bench.Act:
        given.append(len(text.encode()))
        return trial.prepare(text)

    watched = bench.Trial(trial.name, prepare, trial.limit)
    borne = bench.bear(watched, "清源市人民政府", SIZE, ["国", "1\n"])
    assert given == [21, SIZE, SIZE, SIZE, SIZE // 2, SIZE, SIZE // 2]
    assert borne.worst_unit in {"国", "1\n"}
    assert borne.growing_unit in {"国", "1\n"}
    assert min(borne.ordinary, borne.worst, borne.ratio, borne.growth) > 0


def test_a_unit_fills_the_bytes_asked_for() -> None:
    assert repeated("国", 300) == "国" * 100
    assert repeated("〔2019", 2) == "〔2019"
    assert len(set(UNITS)) == len(UNITS)


def test_the_report_that_is_measured_is_read_whole_and_without_a_finding() -> None:
    (answer,) = check_report(read(bench.report_page(3).encode()))
    form = load_form("2021")
    assert (answer.agency, answer.year) == ("临湖县", 2024)
    assert answer.findings == ()
    assert answer.parsed is not None
    assert (answer.parsed.form_code, answer.parsed.unread) == ("2021", ())
    assert len(answer.parsed.cells) == sum(
        len(table.columns) for table in form.tables for row in table.printed_rows()
    )


def test_the_page_that_is_measured_states_its_facts() -> None:
    item = bench.ordinary_items(1)[0]
    header = read_header(read(bench.page_of(item).encode()))
    assert (header.title, header.index_number) == (item.title, item.index_number)
    assert header.formed_on is not None
    assert header.formed_on.isoformat() == item.formed_on


def test_ordinary_text_has_the_size_and_short_lines() -> None:
    text = bench.ordinary_text(bench.ordinary_items(SIZE), SIZE)
    assert SIZE - 3 <= len(text.encode()) <= SIZE
    assert max(map(len, text.split("\n"))) == 24


def test_the_command_prints_both_parts(capsys: pytest.CaptureFixture[str]) -> None:
    bench.main(["--scale", "0.0001"], units=["国"])
    told = capsys.readouterr().out
    assert told.startswith("text bench: 2,000 bytes of each text")
    assert "extracting the page" in told
    assert "1 hostile texts" in told
