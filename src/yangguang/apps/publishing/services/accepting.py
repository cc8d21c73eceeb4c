"""What may not come in as a file of a draft, said at the door and in words for the clerk.

Whoever downloads a public file opens it: programs and macros are refused. Comments, tracked changes
and hidden sheets are no reason to refuse a file; they are kept with it and told to the reviewers.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath

from yangguang.apps.catalog.models import Edition
from yangguang.apps.files.models import FileCheck, StoredFile
from yangguang.apps.files.releasecheck.finding import ReleaseFinding, Severity, from_json
from yangguang.apps.files.services.checking import check_now, unchecked
from yangguang.apps.files.workshop import check_release, picture_fault
from yangguang.apps.publishing.workflow import impossible

LARGEST = 20 * 1024 * 1024
_PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_PROGRAM_NAMES = frozenset(
    {
        ".exe", ".com", ".bat", ".cmd", ".scr", ".msi", ".dll", ".vbs", ".vbe", ".js", ".jse", ".wsf",
        ".ps1", ".hta", ".lnk", ".reg", ".jar", ".apk", ".sh", ".py", ".php", ".jsp", ".asp", ".aspx",
    }
)  # fmt: skip
_TOLD_ELSEWHERE = frozenset({"personal-data", "unreadable", "metadata"})


def require_acceptable(name: str, data: bytes, *, what: str) -> None:
    """Raises NotPossible for an empty, too large or executable file; ``what`` it was meant to be."""
    if not data:
        raise impossible(what, f"“{name}”是空文件（0 字节），没有保存。请检查原文件后重新选择。")
    if len(data) > LARGEST:
        size = len(data) / 1024 / 1024
        raise impossible(
            what,
            f"“{name}”有 {size:.0f} MB，超过 {LARGEST // 1024 // 1024} MB 的上限，没有保存。"
            "请压缩其中的图片，或者拆成几个文件后再上传。",
        )
    if data.startswith(_PROGRAM_STARTS) or PurePath(name).suffix.lower() in _PROGRAM_NAMES:
        raise impossible(
            what,
            f"“{name}”是程序或脚本，不是文档，没有保存。请上传 docx、pdf、ofd、xlsx 等文档。",
        )


def require_whole(name: str, data: bytes, *, what: str) -> None:
    """Raises NotPossible for a picture that cannot be shown: no scan can be read from it, either."""
    fault = picture_fault(data, name)
    if fault:
        raise impossible(what, f"“{name}”没有保存：{fault}")


def carried_by(
    name: str, data: bytes, *, what: str, readable: bool = False
) -> list[dict[str, str]]:
    """What the file carries beside its words and would give away: comments, changes, hidden sheets.

    A ``readable`` file that cannot be examined says so: nobody knows what it carries. Raises
    NotPossible for a file with macros.
    """
    found = check_release(data, name)
    if any(one.kind == "macro" for one in found):
        raise impossible(
            what,
            f"“{name}”含有宏（会在下载者的电脑上运行的程序），没有保存。"
            "请在 Word、WPS 中打开，另存为不含宏的 docx、xlsx 后再上传。",
        )
    return [_kept(one) for one in found if _new(one, readable=readable)]


def carried_already(edition: Edition | None, *, at: datetime) -> dict[int, list[dict[str, str]]]:
    """What the files of an edition carry, by file: those never examined (taken over) are examined now."""
    if edition is None:
        return {}
    files = StoredFile.objects.filter(pk__in=edition.attachments.values("file"))
    check_now(list(unchecked(files)), at=at)
    return {
        row.file_id: [_kept(one) for one in map(from_json, row.carries) if _new(one)]
        for row in FileCheck.objects.filter(file__in=files)
    }


def _new(one: ReleaseFinding, *, readable: bool = False) -> bool:
    told = one.kind in _TOLD_ELSEWHERE and not (readable and one.kind == "unreadable")
    return one.severity == Severity.MUST and not told


def _kept(one: ReleaseFinding) -> dict[str, str]:
    return {
        "kind": one.kind,
        "where": one.where[:100],
        "sentence": one.sentence[:200],
        "advice": one.advice[:200],
    }
