"""The application form on paper: empty for whoever applies at the counter, by post or by fax, and
filled in for the file of a case that came without paper.

One list of questions makes the Word and the PDF file. It asks what Article 29 lists and nothing
else: no purpose, no occupation, no promise. 依据：《条例》第二十九条第二款。
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import docx
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from yangguang.apps.letters.typesetting.fonts import WORD_FACES, faces
from yangguang.apps.requests.models import DeliveryWay, Form
from yangguang.apps.requests.persons import Contact, Person
from yangguang.apps.typesetting import layout_beside, typeset
from yangguang.law.identity import ApplicantKind

TITLE = "政府信息公开申请表"
_BOX, _TICKED = "□", "☑"
_LABEL, _BLANK = 38, 122
"""Widths in millimetres of the label and of the place to write in."""


@dataclass(frozen=True, slots=True)
class Line:
    """One question: its label, what stands in the field already, and its height in millimetres.

    ``head`` begins a part of the form and has no field.
    """

    label: str
    field: str = ""
    height: int = 10
    head: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """What an applicant filled in. ``signed`` says in place of a signature how it came."""

    person: Person
    wanted: str
    form: Form
    delivery: DeliveryWay
    signed: str


def _boxes(labels: list[str], ticked: str = "") -> str:
    return "　".join(f"{_TICKED if label == ticked else _BOX}{label}" for label in labels)


def lines(agency: str, answers: Answers | None = None) -> list[Line]:
    """The form of one body from top to bottom, empty without ``answers``."""
    kinds = [one.label for one in ApplicantKind if one.organisation]
    who = answers.person if answers else None
    alone = who if who and not who.kind.organisation else None
    group = who if who and who.kind.organisation else None
    contact = who.contact if who else Contact()
    return [
        Line("受理机关", agency),
        Line("申请人（个人填）", head=True),
        Line("姓名", alone.name if alone else ""),
        Line("证件名称和号码", alone.identity if alone else ""),
        Line("申请人（法人或者其他组织填）", head=True),
        Line("名称", group.name if group else ""),
        Line("类别", _boxes(kinds, group.kind.label if group else "")),
        Line("统一社会信用代码或者登记证号", group.identity if group else ""),
        Line("联系人", contact.person),
        Line("联系方式（至少填一项）", head=True),
        Line("电话、传真", contact.telephone),
        Line("电子邮箱", contact.email),
        Line("通信地址、邮编", f"{contact.address}　{contact.postcode}".strip()),
        Line("所需政府信息", head=True),
        Line(
            "名称、文号或者便于查询的其他特征性描述", answers.wanted if answers else "", height=46
        ),
        Line(
            "获取的形式",
            _boxes([str(one.label) for one in Form], str(answers.form.label) if answers else ""),
        ),
        Line(
            "获取的方式",
            _boxes(
                [str(one.label) for one in DeliveryWay],
                str(answers.delivery.label) if answers else "",
            ),
        ),
        Line(
            "申请人签名或者盖章",
            answers.signed if answers else "　　　　　　　　　　　　　　　年　　月　　日",
            height=14,
        ),
    ]


NOTES = (
    "请随表附身份证明复印件：个人附身份证等证件，组织附营业执照等登记证照；委托他人申请的，另附授权委托书。",
    "不需要说明用途。填写有困难的，可以口头提出，由受理机关代为填写。",
    "禁止填写、附送涉密信息。",
    "申请人的个人信息只用于办理本申请。",
)


def to_word(agency: str) -> bytes:
    """The form as a docx file."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(18)
    section.left_margin = section.right_margin = Mm(25)
    document.core_properties.title = TITLE
    document.core_properties.author = agency
    document.core_properties.comments = ""
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(title, TITLE, "title", 20)
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, (_LABEL, _BLANK), strict=True):
        column.width = Mm(width)
    for line in lines(agency):
        row = table.add_row()
        row.height, row.height_rule = Mm(line.height), WD_ROW_HEIGHT_RULE.AT_LEAST
        label, field = row.cells
        label.width, field.width = Mm(_LABEL), Mm(_BLANK)
        if line.head:
            label = label.merge(field)
            _shade(label)
        for cell in row.cells:
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        _write(label.paragraphs[0], line.label, "head", 10.5)
        if not line.head and line.field:
            _write(field.paragraphs[0], line.field, "body", 10.5)
    for number, note in enumerate(NOTES, start=1):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        _write(paragraph, f"{number}. {note}", "body", 9)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _shade(cell: Any) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "F0F0F0")):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _write(paragraph: Any, text: str, role: str, size: float) -> None:
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), WORD_FACES[role])


def to_pdf(agency: str, answers: Answers | None = None) -> bytes:
    """The form as a PDF, empty one page; the same words are always the same bytes."""
    chosen = faces()
    data = {
        "faces": chosen.stacks,
        "title": TITLE,
        "author": agency,
        "label": _LABEL,
        "lines": [
            {"label": one.label, "field": one.field, "height": one.height, "head": one.head}
            for one in lines(agency, answers)
        ],
        "filled": answers is not None,
        "notes": [] if answers else list(NOTES),
    }
    layout = layout_beside(__package__, "paper_form.typ")
    return typeset(layout, data, fonts=chosen.fonts, timestamp=0)
