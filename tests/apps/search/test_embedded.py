"""The embedded engine keeps the contract, finds what reading everything finds, survives kills."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.apps.search.cases import DOCUMENTS
from tests.apps.search.contract import EngineContract, engine_keys
from tests.apps.search.oracle import Oracle
from yangguang.apps.search.embedded import EmbeddedEngine
from yangguang.apps.search.embedded.asking import cover
from yangguang.apps.search.embedded.guessing import nearest_piece
from yangguang.apps.search.engine import (
    AttachmentPage,
    Days,
    Document,
    Engine,
    IndexBusy,
    IndexUnusable,
    Query,
)
from yangguang.text.folding import fold

AGENCIES = ("青河区人民政府", "青河区教育局", "青河区水务局")


class TestEmbeddedEngine(EngineContract):
    @pytest.fixture
    def empty_engine(self, tmp_path: Path) -> EmbeddedEngine:
        return EmbeddedEngine(tmp_path / "index", names=lambda: AGENCIES)


class TestEmbeddedEngineThatStaysOpen(EngineContract):
    @pytest.fixture
    def empty_engine(self, tmp_path: Path) -> EmbeddedEngine:
        return EmbeddedEngine(tmp_path / "index", names=lambda: AGENCIES, stay_open=True)


# Few characters, so that every piece of a text turns up in others too.
ALPHABET = "政府信息公開开条例檔案民眾入口网站计畫12,3，。、 \n(（〔AaPp％"


def random_documents(count: int, seed: int) -> list[Document]:
    draw = random.Random(seed)

    def text(longest: int) -> str:
        return "".join(draw.choices(ALPHABET, k=draw.randrange(longest)))

    return [
        Document(
            key=f"d{number}",
            title=text(12),
            body=text(60),
            number=draw.choice(["", "青政发〔2019〕12号", "青政發（2020） 7号、青教函〔2020〕9号"]),
            agency=draw.choice(["a", "b", "c"]),
            kind=draw.choice(["notice", "budget", ""]),
            published_on=draw.choice([None, date(2019, 1, 1), date(2020, 6, 30), date(2021, 1, 1)]),
            attachments=tuple(
                AttachmentPage("附件.pdf", page + 1, text(20)) for page in range(draw.randrange(3))
            ),
            hidden=draw.random() < 0.05,
        )
        for number in range(count)
    ]


RANDOM = random_documents(400, seed=20)


@pytest.fixture(scope="module")
def random_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(tmp_path_factory.mktemp("random") / "index")
    # Several commits give several segments, and some documents are written twice.
    for start in range(0, 400, 90):
        engine.index(RANDOM[start : start + 120])
    yield engine
    engine.close()


@st.composite
def pieces(draw: st.DrawFn) -> str:
    """A piece of one of the texts, or something like it."""
    document = RANDOM[draw(st.integers(0, len(RANDOM) - 1))]
    text = draw(st.sampled_from([document.title, document.body, document.number]))
    start = draw(st.integers(0, max(0, len(text) - 1)))
    piece = text[start : start + draw(st.integers(1, 9))]
    return piece if draw(st.booleans()) else piece[::-1]


def typed() -> st.SearchStrategy[str]:
    part = st.builds(
        lambda lead, piece, quoted: f"{lead}“{piece}”" if quoted else f"{lead}{piece}",
        st.sampled_from(["", "", "", "-", "标题:", "或 ", "文号:"]),
        pieces(),
        st.booleans(),
    )
    return st.lists(part, min_size=1, max_size=4).map(" ".join)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=typed(),
    agencies=st.lists(st.sampled_from("abc"), max_size=2, unique=True),
    first=st.sampled_from([None, date(2019, 1, 1), date(2020, 1, 1)]),
    hidden=st.booleans(),
)
def test_it_finds_what_reading_everything_finds(
    random_engine: EmbeddedEngine, text: str, agencies: list[str], first: date | None, hidden: bool
) -> None:
    query = Query(
        text,
        filters={"agency": agencies},
        published=Days(first=first),
        facets=["agency", "kind", "year"],
        size=1000,
        with_hidden=hidden,
    )
    oracle = Oracle(RANDOM)
    results = random_engine.query(query)
    assert {hit.key for hit in results.hits} == oracle.find(query)
    assert results.total == len(results.hits)
    if results.facets:
        for dimension in ("agency", "kind", "year"):
            counted = {facet.value: facet.count for facet in results.facets[dimension]}
            assert counted == oracle.facet(query, dimension)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_every_piece_of_every_text_is_found(
    random_engine: EmbeddedEngine, data: st.DataObject
) -> None:
    document = data.draw(st.sampled_from([d for d in RANDOM if not d.hidden and d.body]))
    folded = fold(document.body).replace("\n", " ")
    start = data.draw(st.integers(0, max(0, len(folded) - 1)))
    piece = folded[start : data.draw(st.integers(start + 1, start + 20))]
    if not any(map(str.isalnum, piece)):
        return
    found = {hit.key for hit in random_engine.query(Query(f"“{piece.strip()}”", size=1000)).hits}
    if "\n" not in fold(document.body)[start : start + len(piece)]:
        assert document.key in found


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=300))
def test_nothing_that_can_be_typed_raises(random_engine: EmbeddedEngine, text: str) -> None:
    results = random_engine.query(Query(text, facets=["agency"]))
    assert results.total >= 0
    random_engine.suggest(text)


@given(st.lists(st.integers(1, 10_000), min_size=2, max_size=40))
def test_the_chosen_pairs_cover_every_character(frequencies: list[int]) -> None:
    chosen = cover(frequencies)
    assert chosen[0] == 0
    assert chosen[-1] == len(frequencies) - 1
    assert all(0 < later - earlier <= 2 for earlier, later in itertools.pairwise(chosen))


@pytest.mark.parametrize(
    ("text", "wanted", "answer"),
    [
        ("关于政务公开工作的通知", "政务工开", (1, "政务公开")),
        ("关于政务公开工作的通知", "政务开", (1, "政务公开")),
        ("关于政务公开工作的通知", "政务公开", (0, "政务公开")),
        ("", "政务", (2, "")),
    ],
)
def test_the_nearest_piece_is_the_one_with_fewest_differences(
    text: str, wanted: str, answer: tuple[int, str]
) -> None:
    assert nearest_piece(text, wanted) == answer


def test_one_process_sees_what_another_has_written(tmp_path: Path) -> None:
    writer = EmbeddedEngine(tmp_path / "index", stay_open=True)
    reader = EmbeddedEngine(tmp_path / "index")
    assert reader.count() == 0
    for number in range(5):
        writer.index([Document(f"k{number}", "标题", "正文")])
        assert reader.count() == number + 1
    writer.rebuild([Document("only", "标题", "正文")])
    assert engine_keys(reader, "正文") == ["only"]
    writer.index([Document("more", "标题", "正文")])
    assert sorted(engine_keys(reader, "正文")) == ["more", "only"]
    writer.close()


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    first = EmbeddedEngine(tmp_path / "index", stay_open=True)
    first.index([Document("a", "标题", "正文")])
    second = EmbeddedEngine(tmp_path / "index", patience=0.05)
    with pytest.raises(IndexBusy, match="另一个进程正在写检索索引"):
        second.index([Document("b", "标题", "正文")])
    first.close()
    assert second.index([Document("b", "标题", "正文")]) == 1
    assert first.count() == 2


def test_a_writer_that_waits_gets_its_turn(tmp_path: Path) -> None:
    first = EmbeddedEngine(tmp_path / "index", stay_open=True)
    first.index([Document("a", "标题", "正文")])
    second = EmbeddedEngine(tmp_path / "index", patience=120)
    timer = threading.Timer(0.2, first.close)
    timer.start()
    second.index([Document("b", "标题", "正文")])
    timer.join()
    assert second.count() == 2


def test_an_index_of_another_version_is_not_used(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "index")
    engine.index(DOCUMENTS)
    (about,) = (tmp_path / "index").glob("generation-*/about.json")
    about.write_text('{"schema": 0}', encoding="utf-8")
    fresh = EmbeddedEngine(tmp_path / "index")
    with pytest.raises(IndexUnusable, match="另一版本"):
        fresh.query(Query("公开"))
    assert "重建索引" in fresh.health().problem
    fresh.rebuild(DOCUMENTS)
    assert fresh.count() == len(DOCUMENTS)
    assert fresh.health().problem == ""


def test_a_damaged_index_says_what_to_do(tmp_path: Path) -> None:
    EmbeddedEngine(tmp_path / "index").index(DOCUMENTS)
    (meta,) = (tmp_path / "index").glob("generation-*/meta.json")
    meta.write_text("{", encoding="utf-8")
    engine = EmbeddedEngine(tmp_path / "index")
    with pytest.raises(IndexUnusable, match="重建索引"):
        engine.query(Query("公开"))
    assert "已损坏" in engine.health().problem


def test_many_threads_may_ask_while_one_writes(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "index", stay_open=True)
    engine.index(DOCUMENTS)

    def ask(_: int) -> int:
        return engine.query(Query("公开")).total

    with ThreadPoolExecutor(6) as pool:
        answers = pool.map(ask, range(200))
        for number in range(20):
            engine.index([Document(f"extra-{number}", "动态", "与所问无关")])
        assert set(answers) == {6}
    engine.close()


WRITER = """
import sys, itertools
from pathlib import Path
from yangguang.apps.search.embedded import EmbeddedEngine
from yangguang.apps.search.engine import Document
engine = EmbeddedEngine(Path(sys.argv[1]), stay_open=True, heap_bytes=15_000_000)
for batch in itertools.count():
    engine.index(
        Document(f"b{batch}-{number}", "标题", "第%d批正文" % batch * 30) for number in range(20)
    )
    print(batch, flush=True)
"""


def test_a_kill_while_writing_leaves_whole_commits(tmp_path: Path) -> None:
    for round_number in range(4):
        folder = tmp_path / "index"
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert process.stdout is not None
        acknowledged = -1
        for line in process.stdout:
            acknowledged = int(line)
            if acknowledged == 5:
                break
        time.sleep(random.Random(round_number).random() / 20)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split()
        process.stdout.close()
        process.wait()
        acknowledged = int(rest[-1]) if rest else acknowledged
        engine: Engine = EmbeddedEngine(folder)
        # Batches have the same keys in each round, so only whole batches can be there.
        assert engine.count() % 20 == 0
        assert engine.count() >= (acknowledged + 1) * 20
        engine.index([Document("after", "之后", "仍可写入")])
        assert engine_keys(engine, "仍可写入") == ["after"]
        engine.delete(["after"])
        engine.close()
