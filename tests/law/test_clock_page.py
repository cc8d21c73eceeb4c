"""The page about the clock shows a proof; it is the one that the command prints today."""

import re
import shlex
from pathlib import Path

import pytest

from yangguang.config.command.main import main

PAGE = (Path(__file__).parents[2] / "docs" / "law" / "clock.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```\n\$ yangguang (.*?)\n(.*?)```", PAGE, re.S)


def test_a_proof_is_shown() -> None:
    assert len(SHOWN) >= 2


@pytest.mark.parametrize(("words", "printed"), SHOWN, ids=[words for words, _ in SHOWN])
def test_what_is_shown_is_what_is_printed(
    words: str, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = words.replace("\\\n", " ")
    code = re.search(r"# exit code (\d)", command)
    assert main(shlex.split(command, comments=True)) == (int(code[1]) if code else 0)
    assert capsys.readouterr().out == printed
