"""The reader process: reads, refuses, and survives what kills it."""

import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from yangguang.apps.files import sandbox as module
from yangguang.apps.files.sandbox import Sandbox
from yangguang.text.document import UnreadableDocument


@pytest.fixture
def reader() -> Iterator[Sandbox]:
    with Sandbox(memory_bytes=700 * 1024**2, cpu_seconds=3, wall_seconds=120) as sandbox:
        yield sandbox


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader whose parsing misbehaves by the file's name, as a broken parser would."""
    (tmp_path / "sitecustomize.py").write_text(
        textwrap.dedent(
            """
            import os, sys, time
            import yangguang.text.extract as extract
            good = extract.read
            def read(data, *, name="", media_type=""):
                if name == "loop":
                    while True: pass
                if name == "sleep":
                    time.sleep(600)
                if name == "eat":
                    hoard = [bytearray(1 << 20) for _ in range(100_000)]
                if name == "die":
                    os._exit(9)
                if name == "open":
                    open("/tmp/yangguang-should-not-grow", "wb").write(b"x" * (1 << 30))
                if name == "print":
                    print("noise on standard output")
                return good(data, name=name, media_type=media_type)
            extract.read = read
            """
        ),
        encoding="utf-8",
    )
    monkeypatch.setattr(module.sys, "path", [str(tmp_path), *module.sys.path])


def test_it_reads_and_reads_again(reader: Sandbox) -> None:
    for text in ("第一份", "第二份"):
        assert reader.read(text.encode(), name="a.txt").text() == text


def test_a_file_that_cannot_be_read_says_why(reader: Sandbox) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        reader.read(b"", name="a.pdf")
    assert caught.value.code == "empty"


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(
    ("name", "code"), [("loop", "damaged"), ("eat", "too-large"), ("die", "damaged")]
)
def test_what_kills_the_reader_costs_that_file_only(reader: Sandbox, name: str, code: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        reader.read(b"x", name=name)
    assert caught.value.code == code
    assert str(caught.value).endswith("。")
    assert reader.read("还活着".encode(), name="a.txt").text() == "还活着"


@pytest.mark.usefixtures("hostile")
def test_a_reader_that_hangs_is_ended_after_the_wall_time() -> None:
    with Sandbox(wall_seconds=1) as sandbox:
        with pytest.raises(UnreadableDocument, match="超时"):
            sandbox.read(b"x", name="sleep")
        # Starting the next reader may take longer than that second.
        sandbox._wall_seconds = 120
        assert sandbox.read("还活着".encode(), name="a.txt").text() == "还活着"


@pytest.mark.usefixtures("hostile")
def test_what_a_parser_prints_does_not_mix_with_the_answer(reader: Sandbox) -> None:
    assert reader.read("正文".encode(), name="print").text() == "正文"


def test_the_reader_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANGGUANG_SECRET_KEY", "the-secret")
    with Sandbox() as sandbox:
        sandbox.read(b"x", name="a.txt")
        assert sandbox._process is not None
        environment = Path(f"/proc/{sandbox._process.pid}/environ").read_bytes()
    assert b"the-secret" not in environment
