"""Spreadsheets of 31,274 rows from the file to the public: what each step takes, against 30 s."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from io import BytesIO

from yangguang.bench.requests import _Work

LIMIT_S = 30.0
PENALTIES = 31_274
HEADS = (
    "决定书文号", "违法事实", "处罚种类", "领域", "层级", "罚款金额", "决定日期", "当事人", "处罚依据",
)  # fmt: skip


def measure(count: int) -> None:
    """The powers of a city and its counties into an empty list; as many penalties, with a look for
    names in each, into a list of ``count`` rows; one row changed there."""
    from yangguang.bench.registers_powers import CITY, COUNTIES, workbook
    from yangguang.config.command.registers import install_registers

    install_registers()
    print("powers of a city and its counties, 17 columns", flush=True)
    _take_over("power-list", workbook(), CITY + COUNTIES)
    print(f"penalties into a list of {count:,} rows, 9 columns", flush=True)
    _take_over("bench-penalties", _penalties(count), PENALTIES)
    _change_one()


def _take_over(code: str, data: bytes, rows: int) -> None:
    from django.utils import timezone

    from yangguang.apps.agencies.models import Agency
    from yangguang.apps.audit.actors import command
    from yangguang.apps.registers.models import Register
    from yangguang.apps.registers.services import publish_change_set, submit_change_set
    from yangguang.apps.registers.services.importing import (
        ImportChoices,
        import_upload,
        preview_import,
    )
    from yangguang.apps.registers.services.screening import screen_change_set
    from yangguang.apps.registers.services.staging import keep_upload, open_upload

    by, at, on = command("性能测试"), datetime.now(UTC), timezone.localdate()
    register = Register.objects.select_related("definition").get(code=code)
    body = Agency.objects.get(slug="b0")
    clock = _Clock()
    token = keep_upload(register=register, agency=body, data=data, name="导入.xlsx", by=by)
    upload = open_upload(token=token, by=by)
    clock.told("read in the reader's process and kept")
    choices = ImportChoices()
    preview = preview_import(upload=upload, bodies=[], choices=choices, on=on)
    if preview.problems or len(preview.added) != rows:
        raise RuntimeError(f"{len(preview.added)} rows read: {preview.problems[:3]}")
    clock.told("laid beside the list for the page that shows it")
    change_set = import_upload(
        upload=upload, bodies=[], choices=choices, by=by, at=at, on=on
    ).change_set
    clock.told("taken over: read again, checked, proposed")
    found = screen_change_set(change_set=change_set, at=at)
    looked = clock.told("looked through for personal data (the worker's part)")
    if found:
        raise RuntimeError(f"{found} findings wait where nothing is personal")
    submit_change_set(change_set=change_set, by=by, at=at)
    publish_change_set(change_set=change_set, by=by, at=at)
    clock.told("submitted and public")
    for what, took, worked in (
        ("from file to public", clock.whole, clock.worked),
        ("of it people wait for", clock.whole - looked[0], clock.worked - looked[1]),
    ):
        print(
            f"{rows:,} rows {what}: {took:.1f} s  ratio {took / LIMIT_S:.2f}"
            f"   processor {worked:.1f} s  ratio {worked / LIMIT_S:.2f}   (target: at most 1.00)",
            flush=True,
        )


def _change_one() -> None:
    from yangguang.apps.agencies.models import Agency
    from yangguang.apps.audit.actors import command
    from yangguang.apps.registers.models import ChangeSet, Register, Version
    from yangguang.apps.registers.services import (
        Proposed,
        open_change_set,
        propose_rows,
        publish_change_set,
        submit_change_set,
    )
    from yangguang.bench.registers_made import FIELDS

    by, at = command("性能测试"), datetime.now(UTC)
    register = Register.objects.select_related("definition").get(code="bench-penalties")
    body = Agency.objects.get(slug="b0")
    last = Version.objects.filter(change_set__register=register).order_by("-pk")[0]
    began = time.perf_counter()
    one = open_change_set(
        register=register, agency=body, kind=ChangeSet.Kind.ENTRY, title="一条", by=by, at=at
    )
    changed = Proposed(body, {**last.values, "area": FIELDS[0], "level": "县级"})
    propose_rows(change_set=one, rows=[changed], by=by, at=at)
    submit_change_set(change_set=one, by=by, at=at)
    publish_change_set(change_set=one, by=by, at=at)
    print(f"one row changed and public after {time.perf_counter() - began:.2f} s", flush=True)


def _penalties(count: int) -> bytes:
    """The rows of an import as an office would send them."""
    import xlsxwriter

    from yangguang.bench.registers_made import made

    target = BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("行政处罚")
        sheet.write_row(0, 0, HEADS)
        for y, (number, values) in enumerate(made(range(1, PENALTIES + 1), count), 1):
            sheet.write_row(y, 0, [f"新{number}", *list(values.values())[1:]])
    return target.getvalue()


class _Clock:
    """What each step takes, by the clock and of processors at work for us (not the reader's)."""

    def __init__(self) -> None:
        self.work = _Work()
        self.began = self.last = time.perf_counter()
        self.busy = self.first = self.work.so_far()

    @property
    def whole(self) -> float:
        """Seconds by the clock up to the last step told."""
        return self.last - self.began

    @property
    def worked(self) -> float:
        """Seconds of processors up to the last step told."""
        return self.busy - self.first

    def told(self, step: str) -> tuple[float, float]:
        """Print and give what the step took that has ended."""
        now, busy = time.perf_counter(), self.work.so_far()
        took, worked = now - self.last, busy - self.busy
        print(f"  {took:>6.1f} s  processor {worked:>6.1f} s  {step}", flush=True)
        self.last, self.busy = now, busy
        return took, worked
