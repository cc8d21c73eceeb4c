"""Which fonts a letter is set in: the office's own where it has them, free ones where not.

GB/T 9704 wants 小标宋, 仿宋, 黑体 and 楷体. None of the usual faces of these may be handed on with
free software, so letters are set in Noto Serif SC and Noto Sans SC, which come with the system,
unless setting LETTER_FONTS_FOLDER names a folder with the office's licensed files. Word files
name the official faces; the office's own machines have them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings

SERIF = "Noto Serif SC"
SANS = "Noto Sans SC"

_WANTED = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK"),
    "body": ("FangSong_GB2312", "FangSong", "仿宋_GB2312", "仿宋", "FZFangSong-Z02S", "STFangsong"),
    "head": ("SimHei", "黑体", "FZHei-B01S", "STHeiti"),
    "kai": ("KaiTi_GB2312", "KaiTi", "楷体_GB2312", "楷体", "FZKai-Z03S", "STKaiti"),
    "song": ("SimSun", "宋体", "NSimSun", "STSong"),
}
_STANDING_IN = {"title": SERIF, "body": SERIF, "head": SANS, "kai": SERIF, "song": SERIF}
WORD_FACES = {
    "title": "方正小标宋简体",
    "body": "仿宋_GB2312",
    "head": "黑体",
    "kai": "楷体_GB2312",
    "song": "宋体",
}
"""What Word files name: the machines of offices have these or put their own in their place."""


@dataclass(frozen=True, slots=True)
class Faces:
    """``stacks``: role → families in order of preference; ``standing_in``: roles set in another face."""

    fonts: typst.Fonts
    stacks: dict[str, list[str]]
    standing_in: tuple[str, ...]


def faces() -> Faces:
    """The fonts as they stand now; the folder is read once."""
    return _faces(str(settings.LETTER_FONTS_FOLDER or ""))


@lru_cache(maxsize=4)
def _faces(folder: str) -> Faces:
    own = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
    paths = [folder, own] if folder else [own]
    # The machine's fonts come last, for characters that no other font has.
    fonts = typst.Fonts(
        include_system_fonts=True, include_embedded_fonts=False, font_paths=list(paths)
    )
    there = set(fonts.families())
    stacks: dict[str, list[str]] = {}
    missing: list[str] = []
    for role, wanted in _WANTED.items():
        # Faces of the machine itself do not count: a letter must look the same on every node.
        found = [name for name in wanted if folder and name in there]
        if not found:
            missing.append(role)
        stacks[role] = [*found, _STANDING_IN[role], SERIF, SANS]
    return Faces(fonts, stacks, tuple(missing))
