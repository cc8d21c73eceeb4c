"""Zip containers and XML parts, opened as if they were hostile.

docx, xlsx, ods and ofd are zips of XML. A zip can lie about its sizes, hold a million members or
unpack to terabytes; XML can define entities that grow without end. All of it is refused here.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from lxml import etree

from yangguang.text.document import UnreadableDocument
from yangguang.text.extract.limits import Limits

_DAMAGED = "文件已损坏，无法打开（{why}）。请重新导出或向原单位索取完好的文件。"


def damaged(why: str) -> UnreadableDocument:
    """The refusal for a container that does not hold together."""
    return UnreadableDocument(_DAMAGED.format(why=why), code="damaged")


class Archive:
    """Members of a zip by name; reading one counts against the limits of the whole file."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        self._packed = max(1, len(data))
        self._spent = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (
            zipfile.BadZipFile,
            ValueError,
            OverflowError,
            NotImplementedError,
            EOFError,
        ) as slip:
            raise damaged("压缩结构不完整") from slip
        members = self._zip.infolist()
        if len(members) > limits.entries:
            raise _bomb(f"内含{len(members)}个成员")
        self._check(sum(member.file_size for member in members))
        self._members = {member.filename.lstrip("/"): member for member in members}
        self.encrypted = any(member.flag_bits & 1 for member in members)

    def __contains__(self, name: str) -> bool:
        return name.lstrip("/") in self._members

    def names(self) -> list[str]:
        """All member names, in the order of the container."""
        return list(self._members)

    def read(self, name: str, *, most: int | None = None) -> bytes:
        """The member's bytes; UnreadableDocument if it is absent, damaged, encrypted or a bomb.

        One larger than ``most`` is too large, and no more of it is unpacked than shows that.
        """
        member = self._members.get(name.lstrip("/"))
        if member is None:
            raise damaged(f"缺少{name}")
        if member.flag_bits & 1:
            raise UnreadableDocument(
                "文件已加密，无法读取。请去除密码后重新上传。", code="encrypted"
            )
        # The size in the directory may be a lie, so at most the rest of the allowance is read.
        allowance = self._limits.unpacked_bytes - self._spent
        if most is not None:
            allowance = min(allowance, most)
        try:
            with self._zip.open(member) as stream:
                data = stream.read(allowance + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as slip:
            raise damaged(f"{name}无法解压") from slip
        self._spent += len(data)
        if most is not None and len(data) > most:
            raise UnreadableDocument(f"超过{most // (1024 * 1024)}MB的上限", code="too-large")
        self._check(self._spent)
        return data

    def xml(self, name: str) -> Any:
        """Root element of an XML member."""
        return parse_xml(self.read(name), name)

    def xml_if_there(self, name: str) -> Any | None:
        """Root element, or None where the container has no such member."""
        return self.xml(name) if name in self else None

    def verify(self) -> None:
        """Unpacks every member once, for readers that do their own unpacking afterwards."""
        for name in self._members:
            self.read(name)

    def mimetype(self) -> bytes:
        """The OpenDocument type declaration; empty where there is none."""
        return self.read("mimetype") if "mimetype" in self else b""

    def _check(self, size: int) -> None:
        limits = self._limits
        if size > limits.unpacked_bytes or (
            size > limits.ratio_floor and size > limits.unpack_ratio * self._packed
        ):
            raise _bomb(f"解压后达{size // (1024 * 1024)}MB")


def parse_xml(data: bytes, name: str) -> Any:
    """Root of an XML part; a document type declaration or broken markup makes it damaged.

    No entity is ever expanded and nothing is fetched. lxml elements carry no type stubs here,
    hence Any.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as slip:
        raise damaged(f"{name}不是合格的XML") from slip
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise damaged(f"{name}含有不允许的实体定义")
    return root


def _bomb(what: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"文件{what}，远超其自身大小，疑似压缩炸弹，已拒绝读取。请核对来源后重新导出。",
        code="bomb",
    )
