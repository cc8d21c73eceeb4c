"""Web pages as government content systems make them: chrome around, pasted Word inside."""

from __future__ import annotations

import html
import random
import re
from dataclasses import dataclass

from tests.builders.reports.blocks import Aside, Block, Box, Grid, Heading, Para

_NAV = ("首页", "政务公开", "政务服务", "互动交流", "走进{place}", "专题专栏", "数据开放")
_COLUMNS = (
    "政府信息公开指南",
    "政府信息公开制度",
    "法定主动公开内容",
    "政府信息公开年报",
    "依申请公开",
)


def render_page(
    rng: random.Random, blocks: list[Block], *, title: str, place: str, org: str, year: int
) -> str:
    """A whole page of one of several content systems."""
    body = _Body(rng)
    inner = body.render(blocks)
    system = rng.choice((_system_a, _system_b, _system_c, _system_d, _system_e, _bare))
    published = f"{year + 1}-0{rng.randint(2, 3)}-{rng.randint(10, 28)}"
    return system(_Page(rng, inner, title, place, org, year, published))


class _Body:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.paragraph_style = rng.choice(("p", "word", "div", "br", "indent"))
        self.cell_style = rng.choice(("plain", "p", "word", "font", "center"))
        self.split_numbers = rng.random() < 0.25
        self.space_numbers = rng.random() < 0.15
        self.header_tag = rng.choice(("td", "td", "th"))
        self.section = rng.choice(("p", "strong", "h2", "h3", "span"))
        self.zero_column = rng.random() < 0.1

    def render(self, blocks: list[Block]) -> str:
        parts: list[str] = []
        for block in blocks:
            if isinstance(block, Heading):
                parts.append(self._heading(block))
            elif isinstance(block, (Para, Aside)):
                parts.append(self._paragraph(block.text))
            else:
                if block.caption:
                    parts.append(self._paragraph(block.caption))
                parts.append(self._table(block))
        return "\n".join(parts)

    def _heading(self, block: Heading) -> str:
        text = html.escape(block.text)
        if block.level == 0:
            return (
                f'<h1 style="text-align:center">{text}</h1>'
                if self.rng.random() < 0.5
                else (f'<p align="center"><b>{text}</b></p>')
            )
        if self.section in ("h2", "h3") and block.level == 1:
            return f"<{self.section}>{text}</{self.section}>"
        if self.section == "strong":
            return f"<p><strong>{text}</strong></p>"
        if self.section == "span":
            return f'<p><span style="font-family:黑体;font-size:16pt">{text}</span></p>'
        return f"<p>&nbsp;&nbsp;&nbsp;&nbsp;{text}</p>"

    def _paragraph(self, text: str) -> str:
        inner = self._inline(text)
        if self.paragraph_style == "p":
            return f"<p>　　{inner}</p>"
        if self.paragraph_style == "word":
            return (
                '<p class="MsoNormal" style="text-indent:32.0pt;line-height:28.0pt">'
                f'<span style="font-family:仿宋_GB2312">{inner}</span><o:p></o:p></p>'
            )
        if self.paragraph_style == "div":
            return f'<div style="text-indent:2em;">{inner}</div>'
        if self.paragraph_style == "br":
            return f"　　{inner}<br />"
        return f'<p style="text-indent: 2em; margin-bottom: 15px;">{inner}</p>'

    def _inline(self, text: str) -> str:
        text = html.escape(text, quote=False)
        if self.split_numbers:
            text = re.sub(
                r"\d{2,}",
                lambda m: (
                    f"<span>{m.group()[:1]}</span><span lang=EN-US>{m.group()[1:]}</span>"
                    if self.rng.random() < 0.5
                    else f"<span lang=EN-US>{m.group()}</span>"
                ),
                text,
            )
        elif self.space_numbers:
            text = re.sub(r"(?<=[一-鿿])(\d+)(?=[一-鿿])", r"&nbsp;\1 ", text)
        return text

    def _table(self, grid: Grid) -> str:
        style = self.rng.choice(
            (
                ' border="1" cellspacing="0" cellpadding="0"',
                ' class="MsoTableGrid"',
                ' style="width:100%"',
                "",
            )
        )
        rows = []
        for row in grid.rows:
            cells = "".join(self._cell(box) for box in row)
            rows.append(f"<tr>{cells}</tr>")
        joined = "\n".join(rows)
        return f"<table{style}><tbody>\n{joined}\n</tbody></table>"

    def _cell(self, box: Box) -> str:
        tag = self.header_tag if box.header else "td"
        spans = ""
        if box.columns > 1:
            spans += f' colspan="{box.columns}"'
        if box.rows > 1:
            spans += f' rowspan="{box.rows}"'
        text = html.escape(box.text, quote=False)
        text = text.replace("\n", "<br/>").replace("    ", "&nbsp;&nbsp;&nbsp;&nbsp;")
        if not text:
            text = self.rng.choice(("", "&nbsp;", "<br>")) if box.cell is None else self._empty()
        if self.cell_style == "p":
            text = f"<p>{text}</p>"
        elif self.cell_style == "word":
            text = (
                '<p class="MsoNormal" align="center" style="text-align:center">'
                f'<span lang="EN-US" style="font-size:10.5pt">{text}<o:p></o:p></span></p>'
            )
        elif self.cell_style == "font":
            text = f'<font face="宋体"><span style="font-size:12px">{text}</span></font>'
        elif self.cell_style == "center":
            text = f"\n            <center>{text}</center>\n        "
        return f"<{tag}{spans}>{text}</{tag}>"

    def _empty(self) -> str:
        return self.rng.choice(("", "&nbsp;", "　"))


@dataclass(frozen=True)
class _Page:
    """What a content system writes around the text."""

    rng: random.Random
    inner: str
    title: str
    place: str
    org: str
    year: int
    published: str

    def number(self, low: int, high: int) -> int:
        return self.rng.randint(low, high)


def _others(page: _Page) -> str:
    return "\n".join(
        f'<li><a href="/art/{y}/{page.number(1000, 99999)}.html">{page.org}{y}年政府信息公开工作年度报告</a>'
        f"<span>{y + 1}-01-{page.number(10, 31)}</span></li>"
        for y in (page.year - 1, page.year - 2, page.year - 3)
    )


def _system_a(page: _Page) -> str:
    nav = "".join(
        f'<li><a href="/{i}/">{n.format(place=page.place)}</a></li>' for i, n in enumerate(_NAV)
    )
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{page.title}_{page.place}政府网</title>
<meta name="SiteName" content="{page.place}政府网"><meta name="ArticleTitle" content="{page.title}">
<meta name="PubDate" content="{page.published} 09:{page.number(10, 59)}"><meta name="ContentSource" content="{page.org}">
<script>var _hmt=[];function hit(){{return 2019}}</script><style>.zoom{{font-size:16px}}</style></head>
<body><div class="header"><ul class="nav">{nav}</ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="#">政府信息公开年报</a></div>
<div class="article"><h1>{page.title}</h1>
<div class="info"><span>发布时间：{page.published}</span><span>来源：{page.org}</span><span>浏览次数：{page.number(12, 9000)}</span><span>字体：[大 中 小]</span></div>
<div id="zoom" class="TRS_Editor">
{page.inner}
</div><div class="share">分享到： 微信 微博</div><p>【打印本页】【关闭窗口】</p></div>
<div class="footer"><p>主办：{page.org} 网站标识码：{page.number(1000000000, 9999999999)}</p><p>备案号：ICP备{page.number(10000000, 99999999)}号-1 公网安备 {page.number(10**13, 10**14)}号</p></div>
</body></html>"""


def _system_b(page: _Page) -> str:
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>{page.title}</title></head>
<body bgcolor="#ffffff"><table width="1000" align="center" border="0"><tr><td colspan="2"><img src="/images/banner.jpg" alt="{page.place}"></td></tr>
<tr><td width="200" valign="top"><table>{"".join(f'<tr><td><a href="list{i}.aspx">{c}</a></td></tr>' for i, c in enumerate(_COLUMNS))}</table></td>
<td valign="top"><table width="100%"><tr><td align="center"><b>{page.title}</b></td></tr>
<tr><td align="center">发布日期：{page.published} 作者：{page.org} 阅读：{page.number(20, 30000)}次 字体：[大][中][小]</td></tr>
<tr><td><div class="Content">
{page.inner}
</div></td></tr></table></td></tr>
<tr><td colspan="2" align="center">版权所有 {page.org} 技术支持：{page.place}信息中心 您是第{page.number(10000, 9999999)}位访问者</td></tr></table></body></html>"""


def _system_c(page: _Page) -> str:
    index = f"{page.number(10**7, 10**8 - 1)}-{page.number(1, 9)}/{page.year + 1}-{page.number(1, 99999):05d}"
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"/><title>{page.place}-{page.title}</title></head><body>
<div class="top"><a href="/">{page.org}</a> 无障碍阅读 长者模式 <input placeholder="请输入关键词"></div>
<div class="crumb">您所在的位置： 首页 / 法定主动公开内容 / 政府信息公开年报</div>
<table class="xxgk-head"><tr><th>索引号</th><td>{index}</td><th>主题分类</th><td>综合政务</td></tr>
<tr><th>发布机构</th><td>{page.org}</td><th>发文日期</th><td>{page.published}</td></tr>
<tr><th>名称</th><td colspan="3">{page.title}</td></tr></table>
<div class="xxgk-content" id="UCAP-CONTENT">
{page.inner}
</div>
<div class="related"><h3>相关信息</h3><ul>{_others(page)}</ul></div>
<div class="foot">网站地图 | 联系我们 | 版权声明</div></body></html>"""


def _system_d(page: _Page) -> str:
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html><head><title>{page.title}</title><meta http-equiv="content-type" content="text/html;charset=utf-8"></head><body>
<div id="container"><div id="left"><ul>{_others(page)}</ul></div><div id="right">
<div class="tit">{page.title}</div><div class="sub">{page.published} {page.number(8, 17)}:{page.number(10, 59)} 来源：{page.org}</div>
<div class="con"><!--ZJEG_RSS.content.begin-->
{page.inner}
<!--ZJEG_RSS.content.end--></div>
<div class="attach">附件：<a href="/files/{page.number(100, 999)}.docx">{page.title}.docx</a></div>
<div class="prev">上一篇：<a href="#">关于{page.year}年度部门预算公开的说明</a></div></div></div>
<div id="foot">地址：{page.place} 邮编：{page.number(100000, 859999)}</div></body></html>"""


def _system_e(page: _Page) -> str:
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>{page.org}</title><meta name="keywords" content="年度报告,政府信息公开"></head>
<body><header><nav>{"".join(f"<a>{n.format(place=page.place)}</a>" for n in _NAV)}</nav></header><main><article>
<header><h1>{page.title}</h1><time datetime="{page.published}">{page.published}</time></header>
<section class="content">
{page.inner}
</section></article><aside><h2>热门信息</h2><ol><li>{page.place}召开{page.year + 1}年工作会议</li><li>收到群众锦旗{page.number(2, 30)}面</li></ol></aside></main>
<footer><p>{page.org}主办</p></footer></body></html>"""


def _bare(page: _Page) -> str:
    return f"<html><head><title>{page.title}</title></head><body>\n{page.inner}\n</body></html>"
