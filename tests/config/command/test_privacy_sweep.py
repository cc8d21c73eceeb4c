"""``yangguang privacy sweep``: on several processes, killed and started again, told in words."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from tests.builders.catalog import a_stored_file, an_attachment, an_item
from tests.builders.papers import a_workbook
from tests.builders.privacy import CLERK, LINE, PHONE, an_item_saying, corrected
from yangguang.apps.privacy.models import Finding, Sweep, SweepMark
from yangguang.apps.privacy.scanning import BLOCK
from yangguang.apps.privacy.services import sweep_all
from yangguang.apps.privacy.version import recogniser_version
from yangguang.apps.privacy.workers import WorkerFailed, scan_blocks
from yangguang.config.command.main import main

pytestmark = pytest.mark.django_db(transaction=True)


FIRST = 1_001
"""A block far beyond what PostgreSQL counts up to in the course of the other tests."""


def _spread(count: int) -> None:
    """Items whose editions stand in blocks of their own, each with one number and one name."""
    for number in range(FIRST, FIRST + count):
        item = an_item_saying("旧版本")
        corrected(item, f"第{number}件。{LINE}", key=number * BLOCK + 7)


def test_a_sweep_is_told_in_words_and_by_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    an_item_saying(PHONE)
    assert main(["privacy", "sweep", "--workers", "1"]) == 1
    shown = capsys.readouterr().out
    assert "已排查 1 条信息（号码和地址）" in shown
    assert "待认定：手机号码 1 处" in shown
    assert main(["privacy", "sweep", "--workers", "1", "--names", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "sweep": "names", "editions": 1, "already": 0, "found": 0, "new": 0, "closed": 0,
        "files": 0, "open": {"mobile": 1},
    }  # fmt: skip


def test_the_pass_over_files_is_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    an_attachment(an_item("公示"), "a.xlsx", a_stored_file(a_workbook(hidden_sheet=True)))
    assert main(["privacy", "sweep", "--workers", "2", "--files"]) == 1
    shown = capsys.readouterr().out
    assert "已排查 1 条信息（附件夹带）" in shown
    assert "已检查 1 个附件。" in shown
    assert "待认定：隐藏工作表 1 处" in shown
    with pytest.raises(SystemExit, match="2"):
        main(["privacy", "sweep", "--files", "--names"])


def test_a_clean_stock_ends_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    an_item_saying("举报电话：12345。")
    assert main(["privacy", "sweep", "--workers", "1"]) == 0
    assert "没有待认定的" in capsys.readouterr().out


def test_a_wrong_number_of_workers_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "sweep", "--workers", "0"]) == 2
    assert "至少为 1" in capsys.readouterr().err


def test_several_processes_find_what_one_finds() -> None:
    _spread(5)
    alone = [scan.hits for scan in scan_blocks(Sweep.RULES, range(FIRST, FIRST + 5), workers=1)]
    together = {
        scan.block: scan.hits
        for scan in scan_blocks(Sweep.RULES, range(FIRST, FIRST + 5), workers=2)
    }
    assert [together[block] for block in range(FIRST, FIRST + 5)] == alone
    assert [len(hits) for hits in alone] == [1] * 5


def test_a_worker_that_dies_is_named() -> None:
    with pytest.raises(WorkerFailed, match="区段 x 无法排查：TypeError"):
        list(scan_blocks(Sweep.RULES, ["x", 1], workers=2))  # type: ignore[list-item]


SLOW = """
import sys, time
import django
from yangguang.apps.privacy import version
version.recogniser_version = lambda: sys.argv[2]
django.setup()
from django.db import connections
connections.databases["default"]["NAME"] = sys.argv[1]
from django.utils import timezone
from yangguang.apps.audit.actors import command
from yangguang.apps.privacy.services import sweep_all

def told(done, total):
    print(done, flush=True)
    time.sleep(60)

sweep_all(sweep="rules", by=command("x"), at=timezone.now(), workers=2, progress=told)
"""


def test_a_sweep_killed_in_the_middle_goes_on_and_leaves_no_process(tmp_path: Path) -> None:
    _spread(4)
    an_item_saying("最新的一件")
    script = tmp_path / "slow.py"
    script.write_text(f"if __name__ == '__main__':\n{_indented(SLOW)}", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    environment["DJANGO_SETTINGS_MODULE"] = "yangguang.config.settings.test"
    process = subprocess.Popen(
        [
            sys.executable, str(script), str(connection.settings_dict["NAME"]),
            recogniser_version(),
        ],
        env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline().strip()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    done = SweepMark.objects.filter(swept_at__isnull=False).count()
    assert 1 <= done < 5
    assert Finding.objects.count() <= done
    report = sweep_all(sweep=Sweep.RULES, by=CLERK, at=timezone.now(), workers=1)
    assert report.already >= 1
    assert Finding.objects.count() == 4
    deadline = time.monotonic() + 120
    while _group_lives(process.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _group_lives(process.pid)


def _indented(code: str) -> str:
    return "\n".join(f"    {line}" for line in code.strip().splitlines()) + "\n"


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
