"""The report as markup: what the catalogue publishes, and a page that stands on its own.

Table heads and row labels are marked as such, charts are pictures with their values in words, so
that a screen reader tells the same as the eye. What goes into the catalogue has no charts: the site
draws its own beside the tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from yangguang.apps.reports.drafting.charting import Chart
from yangguang.apps.reports.drafting.pages import Block, GridCell, Heading, PageBreak, Sheet, Words

_STYLE = """
:root{color:#1a1c1e;background:#fff;font:17px/1.75 "PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif}
body{max-width:46rem;margin:0 auto;padding:2rem 1rem 4rem}
h1{font-size:1.7rem;line-height:1.4;text-align:center;margin:1rem 0 2rem}
h2{font-size:1.25rem;margin:2.2rem 0 .6rem}h3{font-size:1.05rem;margin:1.4rem 0 .4rem}
p{margin:.5rem 0;text-indent:2em}p.mark{text-indent:0}
.wide{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;width:100%;font-size:.86rem;line-height:1.4}
caption{text-align:left;font-weight:600;padding:.4rem 0}
th,td{border:1px solid #9aa1a8;padding:.3rem .45rem;vertical-align:middle}
th{font-weight:600;background:#f6f7f8}tbody th{font-weight:400;text-align:left}
td{text-align:right;font-variant-numeric:tabular-nums}td.unit{text-align:center}
figure{margin:1.2rem 0}figcaption{text-align:center;font-size:.9rem;color:#5b6168}
svg{width:100%;height:auto;display:block}
@media print{body{max-width:none;padding:0}thead{display:table-header-group}tr{break-inside:avoid}h2,h3{break-after:avoid}}
"""


def to_body(blocks: Iterable[Block]) -> str:
    """The markup of the report without its title, as an item of the catalogue holds it."""
    return "\n".join(_block(block, level=2) for block in blocks if not isinstance(block, Chart))


def to_page(title: str, blocks: Iterable[Block]) -> bytes:
    """A whole page in UTF-8, with its style and charts inside: nothing is fetched from anywhere."""
    inner = "\n".join(_block(block, level=2) for block in blocks)
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main><h1>{escape(title)}</h1>\n{inner}\n</main></body></html>\n"
    ).encode()


def _block(block: Block, *, level: int) -> str:
    if isinstance(block, Words):
        return f"<p>{escape(block.text)}</p>"
    if isinstance(block, Heading):
        if block.level == 0:
            return f'<p class="mark">{escape(block.text)}</p>'
        tag = f"h{level + block.level - 1}"
        return f"<{tag}>{escape(block.text)}</{tag}>"
    if isinstance(block, Sheet):
        return _table(block)
    if isinstance(block, PageBreak):
        return ""
    return _figure(block)


def _table(sheet: Sheet) -> str:
    head, body = sheet.lines[: sheet.head_lines], sheet.lines[sheet.head_lines :]
    caption = f"<caption>{escape(sheet.caption)}</caption>" if sheet.caption else ""
    return (
        f'<div class="wide"><table>{caption}<thead>{_lines(head)}</thead>'
        f"<tbody>{_lines(body)}</tbody></table></div>"
    )


def _lines(lines: Iterable[tuple[GridCell, ...]]) -> str:
    return "".join(f"<tr>{''.join(map(_cell, line))}</tr>" for line in lines)


def _cell(cell: GridCell) -> str:
    spans = "".join(
        f' {name}="{count}"'
        for name, count in (("rowspan", cell.rows), ("colspan", cell.columns))
        if count > 1
    )
    text = escape(cell.text)
    if cell.kind == "head":
        return f'<th scope="{"colgroup" if cell.columns > 1 else "col"}"{spans}>{text}</th>'
    if cell.kind == "label":
        scope = "rowgroup" if cell.rows > 1 else "row"
        return f'<th scope="{scope}"{spans}>{"　" * cell.indent}{text}</th>'
    if cell.kind == "unit":
        return f'<td class="unit"{spans}>{text}</td>'
    return f"<td{spans}>{text}</td>"


def _figure(chart: Chart) -> str:
    drawn = _upright(chart) if chart.upright else _lying(chart)
    return f"<figure>{drawn}<figcaption>{escape(chart.title)}</figcaption></figure>"


def _lying(chart: Chart) -> str:
    height = 30 * len(chart.bars)
    rows = []
    for at, bar in enumerate(chart.bars):
        y = 30 * at
        width = max(1.0, 330 * bar.share)
        rows.append(
            f'<text x="168" y="{y + 20}" text-anchor="end">{escape(bar.label)}</text>'
            f'<rect x="178" y="{y + 6}" width="{width:.1f}" height="18" fill="#0b57a4"/>'
            f'<text x="{186 + width:.1f}" y="{y + 20}">{escape(bar.text)}</text>'
        )
    return _svg(chart, 600, height, "".join(rows))


def _upright(chart: Chart) -> str:
    step = 600 / len(chart.bars)
    columns = []
    for at, bar in enumerate(chart.bars):
        middle, height = step * (at + 0.5), 130 * bar.share
        columns.append(
            f'<rect x="{middle - 22:.1f}" y="{160 - height:.1f}" width="44" height="{height:.1f}" fill="#0b57a4"/>'
            f'<text x="{middle:.1f}" y="{152 - height:.1f}" text-anchor="middle">{escape(bar.text)}</text>'
            f'<text x="{middle:.1f}" y="182" text-anchor="middle">{escape(bar.label)}</text>'
        )
    base = '<line x1="8" y1="160" x2="592" y2="160" stroke="#9aa1a8"/>'
    return _svg(chart, 600, 192, "".join(columns) + base)


def _svg(chart: Chart, width: int, height: int, inner: str) -> str:
    return (
        f'<svg role="img" aria-label="{escape(chart.said)}" viewBox="0 0 {width} {height}" '
        f'font-size="15" fill="#1a1c1e" xmlns="http://www.w3.org/2000/svg">{inner}</svg>'
    )
