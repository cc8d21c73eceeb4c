"""The child process that renders, redacts, proves and checks files: limits, no Django, nothing to lose.

Protocol as of `reader_process`: one JSON line and bytes in, one JSON line and bytes of JSON out.
``blobs`` in the request says how the bytes are cut; binary results come back in base64. An answer is
``{"done": …}`` or ``{"unreadable": …, "code": …}``.
"""

from __future__ import annotations

import base64
import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import astuple
from typing import Any

from yangguang.apps.files.binding import Paper, behind, bind
from yangguang.apps.files.drawing import draw_anew, draw_inside, pictures_listed
from yangguang.apps.files.reader_process import allow_cpu, restrict
from yangguang.apps.files.redaction.marks import unpack_marks
from yangguang.apps.files.redaction.proof import prove_pages, prove_words
from yangguang.apps.files.redaction.raster import redact_pages
from yangguang.apps.files.redaction.rebuilt import as_pdf, as_text, without_passages
from yangguang.apps.files.redaction.sources import Pictures, Words, covered, open_source
from yangguang.apps.files.releasecheck.checking import check_file
from yangguang.apps.files.scanning import flat, held_picture, page_picture, parts_of, whole
from yangguang.text.document import UnreadableDocument
from yangguang.text.ocr import recognise

_WIDEST = 2_400
_A4 = (595.0, 842.0)


def describe(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """Kind, page sizes, and the text of one page (or of all, with page 0)."""
    source = open_source(blobs[0], params["name"], params["media_type"])
    if isinstance(source, Words):
        return {"kind": "words", "shapes": [list(_A4)], "texts": {"1": source.text}}
    wanted = range(1, len(source.shapes) + 1) if not params["page"] else [int(params["page"])]
    return {
        "kind": "picture" if isinstance(source, Pictures) else "pages",
        "shapes": [[shape.width, shape.height] for shape in source.shapes],
        "texts": {
            str(page): source.text(page).text for page in wanted if 1 <= page <= len(source.shapes)
        },
    }


def picture(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """One page as PNG, ``width`` pixels wide."""
    source = open_source(blobs[0], params["name"], params["media_type"])
    page = int(params["page"])
    if isinstance(source, Words) or not 1 <= page <= len(source.shapes):
        raise UnreadableDocument("该文件没有这一页。", code="unknown-format")
    width = min(int(params["width"]), _WIDEST)
    shape = source.shapes[page - 1]
    # A page much taller than wide is kept within the same number of pixels.
    scale = min(width / shape.width, 4 * _WIDEST / shape.height)
    out = io.BytesIO()
    source.picture(page, scale).save(out, "PNG", compress_level=4)
    return base64.b64encode(out.getvalue()).decode("ascii")


def clean_picture(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """The picture drawn anew, without what cameras and programs hide in it."""
    del params
    return _drawn(*draw_anew(blobs[0]))


def list_pictures(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """The pictures that the text of a file shows, with what it takes to draw each."""
    del params
    return [list(astuple(found)) for found in pictures_listed(blobs[0])]


def picture_inside(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """One picture that lies in a file, drawn anew as readers of the file see it."""
    left, top, right, bottom = (float(share) for share in params["cut"])
    cut = (left, top, right, bottom)
    return _drawn(*draw_inside(blobs[0], params["address"], cut=cut, turn=int(params["turn"])))


def _drawn(content: bytes, media_type: str) -> dict[str, str]:
    return {"content": base64.b64encode(content).decode("ascii"), "media_type": media_type}


def places(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """For each mark the rectangles it covers, as [page, x0, y0, x1, y1]."""
    source = open_source(blobs[0], params["name"], params["media_type"])
    if isinstance(source, Words):
        return [[] for _ in params["marks"]]
    out = []
    for mark in unpack_marks(params["marks"]):
        areas = covered(source, [mark], mark.page) if mark.page <= len(source.shapes) else []
        out.append([[a.page, a.x0, a.y0, a.x1, a.y1] for a in areas])
    return out


def redact(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """The released copy."""
    source = open_source(blobs[0], params["name"], params["media_type"])
    marks = unpack_marks(params["marks"])
    if isinstance(source, Words):
        left = without_passages(source.document, marks)
        result = as_text(left) if params["form"] == "text" else as_pdf(left)
    else:
        result = redact_pages(source, marks, words=bool(params["words"]))
    return base64.b64encode(result).decode("ascii")


def prove(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """The points of the proof."""
    source = open_source(blobs[0], params["name"], params["media_type"])
    marks = unpack_marks(params["marks"])
    if isinstance(source, Words):
        checks = prove_words(source, marks, blobs[1], params["result_type"])
    else:
        checks = prove_pages(source, marks, blobs[1], words=bool(params["words"]))
    return [[check.key, check.passed, check.sentence] for check in checks]


def check(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """What the file would give away."""
    found = check_file(blobs[0], params["name"], words=bool(params["words"]))
    return [finding.as_json() for finding in found]


def bind_papers(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """The papers in one PDF with numbered pages; those of no kind, as null, fill none."""
    given = iter(blobs)
    papers = [
        Paper(None) if media_type is None else Paper(next(given), media_type)
        for media_type in params["media_types"]
    ]
    bound, places = bind(papers)
    return {
        "content": base64.b64encode(bound).decode("ascii"),
        "places": [[place.start, place.stop] for place in places],
    }


def put_behind(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """The cover, and after it the bound pages."""
    return base64.b64encode(behind(blobs[0], blobs[1])).decode("ascii")


def scan_parts(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """What there is to recognise: how many pages, and which pictures."""
    del params
    parts = parts_of(blobs[0])
    return {
        "pages": parts.pages,
        "pictures": [list(astuple(one)) for one in parts.pictures],
        "media_type": parts.media_type,
    }


def recognise_page(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """The words of one scanned page."""
    drawn, why = page_picture(blobs[0], int(params["page"]))
    found = recognise(drawn)
    return {"text": found.text, "confidence": found.confidence, "why": why}


def recognise_picture(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """The words of a picture that was drawn anew."""
    del params
    found = recognise(flat(blobs[0]))
    return {"text": found.text, "confidence": found.confidence, "why": ""}


def whole_picture(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """A picture that lies in a file, drawn anew and uncropped; null for a mere sign."""
    drawn = whole(blobs[0], str(params["address"]))
    return None if drawn is None else _drawn(*drawn)


def scanned(blobs: list[bytes], params: dict[str, Any]) -> Any:
    """What was recognised, as PNG, ``width`` pixels wide: a page, or a picture by its address."""
    address = str(params["address"])
    drawn = (
        held_picture(blobs[0], address) if address else page_picture(blobs[0], params["page"])[0]
    )
    if drawn is None:
        raise UnreadableDocument("该文件没有这张图片。", code="unknown-format")
    width = min(int(params["width"]), _WIDEST)
    drawn.thumbnail((width, 4 * width))
    out = io.BytesIO()
    drawn.save(out, "PNG", compress_level=4)
    return base64.b64encode(out.getvalue()).decode("ascii")


TASKS: dict[str, Callable[[list[bytes], dict[str, Any]], Any]] = {
    "describe": describe,
    "picture": picture,
    "clean_picture": clean_picture,
    "list_pictures": list_pictures,
    "picture_inside": picture_inside,
    "places": places,
    "redact": redact,
    "prove": prove,
    "check": check,
    "bind": bind_papers,
    "behind": put_behind,
    "recognise": recognise_page,
    "recognise_picture": recognise_picture,
    "scan_parts": scan_parts,
    "scanned": scanned,
    "whole_picture": whole_picture,
}


def serve(memory_bytes: int, cpu_seconds: int) -> None:
    """Answer requests until the parent closes the pipe."""
    restrict(memory_bytes)
    source = sys.stdin.buffer
    target = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a parser prints must not mix with the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    while line := source.readline():
        request = json.loads(line)
        blobs = [source.read(size) for size in request["blobs"]]
        allow_cpu(cpu_seconds)
        answer: dict[str, object]
        try:
            answer = {"done": TASKS[request["task"]](blobs, request["params"])}
        except UnreadableDocument as error:
            answer = {"unreadable": str(error), "code": error.code}
        except MemoryError:
            answer = {
                "unreadable": "文件展开后占用内存过多，已停止处理。请拆分文件或降低图片分辨率后再试。",
                "code": "too-large",
            }
        body = json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
        target.write(json.dumps({"size": len(body)}).encode() + b"\n")
        target.write(body)
        target.flush()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
