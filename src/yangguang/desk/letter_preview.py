"""A letter template as it will look, as pictures that come with the page.

No JavaScript is needed, and no address of its own under which sample letters would lie about.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

import pypdfium2

from yangguang.apps.letters.kinds import Kind
from yangguang.apps.letters.rendering import sample_pages
from yangguang.apps.letters.templating import FaultyTemplate
from yangguang.apps.letters.typesetting.pdf import NotTypeset, to_pdf
from yangguang.desk.template_owners import Owner
from yangguang.desk.viewer import Viewer

PAGES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Preview:
    """Pictures of pages as data addresses; ``problem`` where the pages cannot be made."""

    pages: tuple[str, ...] = ()
    total: int = 0
    problem: str = ""


def preview_of(viewer: Viewer, owner: Owner, what: Kind, title: str, text: str) -> Preview:
    agency = owner.agency or viewer.agency
    if agency is None:
        return Preview()
    try:
        pdf = to_pdf(sample_pages(what, title, text, agency, viewer.today), at=viewer.now)
    except (FaultyTemplate, NotTypeset) as problem:
        if isinstance(problem, NotTypeset):
            return Preview(problem=str(problem))
        return Preview(problem="模板改正后才能预览。")
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        shown = [_picture(document[place]) for place in range(min(len(document), PAGES_SHOWN))]
        return Preview(tuple(shown), len(document))
    finally:
        document.close()


def _picture(page: pypdfium2.PdfPage) -> str:
    target = io.BytesIO()
    page.render(scale=1.6).to_pil().quantize(64).save(target, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(target.getvalue()).decode()
