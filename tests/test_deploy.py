"""The units that operators install call commands that exist, and systemd can read them."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from yangguang.config.command.parsing import ChineseParser
from yangguang.config.command.run import PARTS

UNITS = Path(__file__).parents[1] / "deploy" / "systemd"
CALL = re.compile(
    r"^Exec\w+=(?:/bin/sh -c 'exec )?\S+/bin/yangguang (\w+) ?([^'\n]*)'?$", re.MULTILINE
)
LOOKED_UP = re.compile(r"\$\([^)]*\)")
"""What the shell looks up when the unit runs: some file."""


@pytest.mark.parametrize("unit", sorted(UNITS.glob("*.service")), ids=lambda path: path.name)
def test_every_command_of_a_unit_is_one_that_can_be_typed(unit: Path) -> None:
    calls = CALL.findall(unit.read_text(encoding="utf-8"))
    assert calls
    for name, rest in calls:
        parser = ChineseParser(prog=name)
        importlib.import_module(f"yangguang.config.command.{name}").configure(parser)
        for part in PARTS if "%i" in rest else [""]:
            parser.parse_args(LOOKED_UP.sub("a.log", rest.replace("%i", part)).split())


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_reads_the_units(tmp_path: Path) -> None:
    program = shutil.which("true")
    for unit in UNITS.glob("*.service"):
        text = re.sub(r"=/opt/yangguang\S+", f"={program}", unit.read_text(encoding="utf-8"))
        (tmp_path / unit.name.replace("@.", "@portal.")).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(map(str, tmp_path.iterdir()))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
    assert (said, done.returncode) == ([], 0), done.stderr
