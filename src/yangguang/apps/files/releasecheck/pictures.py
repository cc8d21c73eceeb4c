"""Pictures: where and by whom they were taken, what their programs wrote in, old thumbnails."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from PIL import ExifTags, Image, UnidentifiedImageError

from yangguang.apps.files.releasecheck.finding import ReleaseFinding, Severity
from yangguang.apps.files.releasecheck.personal import property_told, quoted

_TAGS = {
    "Artist": "作者",
    "Copyright": "版权",
    "Make": "相机厂商",
    "Model": "相机型号",
    "Software": "处理软件",
    "DateTime": "时间",
    "ImageDescription": "说明",
    "XPAuthor": "作者",
    "XPComment": "备注",
    "HostComputer": "计算机",
}
_LOOKED_INTO = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")
_TELLING = frozenset({"Artist", "ImageDescription", "XPAuthor", "XPComment", "HostComputer"})


def check_picture(data: bytes, where: str) -> Iterator[ReleaseFinding]:
    """What is written inside a picture beside its pixels."""
    try:
        image = Image.open(io.BytesIO(data), formats=_LOOKED_INTO)
        exif = image.getexif()
        places = exif.get_ifd(ExifTags.IFD.GPSInfo)
        thumbnail = exif.get_ifd(ExifTags.IFD.IFD1) if hasattr(ExifTags.IFD, "IFD1") else {}
        info = {str(key): value for key, value in image.info.items() if isinstance(value, str)}
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        ArithmeticError,
        LookupError,
        TypeError,
        struct.error,
        Image.DecompressionBombError,
    ):
        # Pillow stumbles over hostile data in all these ways; the rest of the file is looked at still.
        yield ReleaseFinding(
            "unreadable",
            Severity.SHOULD,
            where,
            "图片无法打开，没有检查。",
            "重新导出图片后再检查。",
        )
        return
    if places:
        yield ReleaseFinding(
            "location", Severity.MUST, where, "图片里写有拍摄地点的坐标。", "去除位置信息后再公开。"
        )
    told: dict[str, str] = {}
    for number, value in exif.items():
        name = ExifTags.TAGS.get(number, "")
        if name in _TAGS and str(value).strip():
            told[name] = _readable(value)
    if told:
        telling = any(name in _TELLING for name in told)
        values = {name: property_told(value) for name, value in told.items()}
        shown = "、".join(f"{_TAGS[name]}“{value}”" for name, (value, _) in values.items())
        yield ReleaseFinding(
            "metadata", Severity.SHOULD if telling else Severity.NOTE, where, f"图片里写有{shown}。",
            "去除图片属性后再公开。", any(named for _, named in values.values()),
        )  # fmt: skip
    words = {
        k: v
        for k, v in info.items()
        if k.lower() not in ("icc_profile", "jfif", "dpi") and v.strip()
    }
    if words:
        shown = "、".join(f"{key}“{quoted(value, 30)}”" for key, value in words.items())
        yield ReleaseFinding(
            "metadata",
            Severity.SHOULD,
            where,
            f"图片里附有文字：{quoted(shown, 80)}。",
            "去除图片属性后再公开。",
        )
    if thumbnail:
        yield ReleaseFinding(
            "thumbnail",
            Severity.SHOULD,
            where,
            "图片里带有缩略图，可能是修改以前的样子。",
            "去除图片属性后再公开。",
        )


def _readable(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-16-le", "ignore").strip("\0")
    return str(value)
