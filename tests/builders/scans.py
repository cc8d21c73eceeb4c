"""Pages as a scanner sees them, and a scanned file that somebody uses."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

from tests.builders.agencies import AT, BY
from yangguang.apps.agencies.models import Agency
from yangguang.apps.files.models import FilePage, StoredFile
from yangguang.apps.files.services.storing import store_file
from yangguang.apps.publishing.models import DraftAttachment
from yangguang.apps.publishing.services.drafting import start_draft

FONT = str(Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSerifSC-Regular.otf")


def drawn(*lines: str, turned: int = 0) -> Image.Image:
    """A page of lines, without a word of text in it."""
    page = Image.new("L", (900, 60 + 90 * len(lines)), 250)
    pen = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        pen.text((60, 40 + 90 * number), line, font=ImageFont.truetype(FONT, 36), fill=20)
    return page.rotate(turned, expand=True)


def scan(*pages: Image.Image) -> bytes:
    """A PDF of pictures, without a text layer."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=list(pages[1:]), resolution=110)
    return out.getvalue()


@cache
def _one_page() -> bytes:
    return scan(drawn("卫生监督检查记录"))


def a_scanned_file(agency: Agency) -> StoredFile:
    """A scan with one page, recognised with little confidence, attached to a draft of the body."""
    file = store_file(data=_one_page(), at=AT)
    FilePage.objects.create(file=file, number=1, text="卫生监督枪查记录", confidence=0.7)
    file.reading, file.recogniser, file.pages = StoredFile.Reading.READ, "测试引擎，简体中文", 1
    file.save()
    draft = start_draft(agency=agency, title="检查记录", body_html="<p>见附件。</p>", by=BY, at=AT)
    DraftAttachment.objects.create(draft=draft, file=file, title="检查记录扫描件.pdf")
    return file
