"""Old binary Office files: which one it is, and Word's text through antiword."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import replace

from yangguang.text.document import UnreadableDocument
from yangguang.text.extract.archive import damaged
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.plain import read_lines
from yangguang.text.extract.traces import TracedDocument
from yangguang.text.extract.xls import read_xls

_MOST_OUTPUT = 32 * 1024 * 1024


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")


def read_ole(data: bytes, *, limits: Limits = DEFAULT) -> tuple[str, TracedDocument]:
    """(``doc`` or ``xls``, its content); told apart by the streams the container names."""
    if _stream("EncryptedPackage") in data:
        raise UnreadableDocument(
            "文件已用密码加密，无法读取。请去除打开密码后重新上传。", code="encrypted"
        )
    if _stream("WordDocument") in data:
        return "doc", read_doc(data, limits=limits)
    if _stream("Workbook") in data or _stream("Book") in data:
        return "xls", read_xls(data, limits=limits)
    raise UnreadableDocument(
        "这是旧版Office文件，但不是Word或Excel，无法读取。请另存为docx、xlsx或pdf后上传。",
        code="unknown-format",
    )


def read_doc(data: bytes, *, limits: Limits = DEFAULT) -> TracedDocument:
    """Text of a Word 97–2003 file, tables by their bars; needs the program antiword."""
    program = shutil.which("antiword")
    if program is None:
        raise UnreadableDocument(
            "旧版Word（.doc）文件需要服务器安装antiword才能读取。"
            "请用Word或WPS另存为docx后重新上传。",
            code="unknown-format",
        )
    with tempfile.NamedTemporaryFile(suffix=".doc") as file:
        file.write(data)
        file.flush()
        try:
            # A fixed program with a path of our own making; the file's content is its only input.
            done = subprocess.run(  # noqa: S603
                [program, "-m", "UTF-8.txt", "-w", "0", file.name],
                capture_output=True,
                timeout=limits.seconds,
                check=False,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": tempfile.gettempdir()},
            )
        except subprocess.TimeoutExpired as slip:
            raise damaged("Word文件读取超时") from slip
    reason = done.stderr.decode("utf-8", "replace")
    if "ncrypted" in reason:
        raise UnreadableDocument(
            "Word文件已加密，无法读取。请去除打开密码后重新上传。", code="encrypted"
        )
    if done.returncode != 0 or not done.stdout.strip():
        raise damaged("antiword无法解读")
    text = done.stdout[:_MOST_OUTPUT].decode("utf-8", "replace")
    document = read_lines(re.sub(r"\[pic\]", "", text), limits=limits)
    return replace(document, media_type="application/msword")
