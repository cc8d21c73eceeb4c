"""A handful of documents that between them hold every difficulty."""

from __future__ import annotations

from datetime import date

from yangguang.apps.search.engine import AttachmentPage, Document, Texts

LONG_TALE = "全区各部门按照统一部署认真做好有关工作。" * 12

DOCUMENTS = (
    Document(
        key="measures-2019",
        title="青河区政府信息公开办法",
        body="第一条 为了保障公民依法获取政府信息，制定本办法。\n第二条 本办法自公布之日起施行。",
        number="青政发〔2019〕12号",
        index_number="003031320/201905-00012",
        agency="gov",
        agency_name="青河区人民政府",
        columns=("policy", "policy-rules"),
        facets=("five-open:decision", "article-20:1"),
        kind="policy-document",
        formed_on=date(2019, 5, 10),
        published_on=date(2019, 5, 15),
        validity="in-force",
    ),
    Document(
        key="measures-2008",
        title="青河区政府信息公开办法",
        body="第一条 制定本办法。本办法已经废止。",
        number="青政发〔2008〕3号",
        index_number="003031320/200804-00003",
        agency="gov",
        agency_name="青河区人民政府",
        columns=("policy", "policy-rules"),
        kind="policy-document",
        formed_on=date(2008, 4, 1),
        published_on=date(2008, 4, 3),
        validity="repealed",
    ),
    Document(
        key="notice",
        title="关于做好招生工作的通知",
        body="根据青政发〔2019〕12号文件精神，各中小学校要公开招生计划、招生范围。全年招生4,126人。",
        number="青教发〔2021〕5号",
        index_number="003031338/202103-00005",
        agency="edu",
        agency_name="青河区教育局",
        columns=("notice",),
        facets=("article-20:8",),
        kind="notice",
        formed_on=date(2021, 3, 1),
        published_on=date(2021, 3, 2),
    ),
    Document(
        key="report-hant",
        title="青河區2016年政府資訊公開工作年度報告",
        body="按照省、市有關規範性檔案的要求，保障人民民眾的知情權。在政府入口網站設置專欄。",
        agency="gov",
        agency_name="青河区人民政府",
        columns=("report",),
        kind="annual-report",
        published_on=date(2017, 3, 20),
    ),
    Document(
        key="archive",
        title="区档案馆开放公告",
        body="区档案馆国庆节期间不公开放映影片。群众可以预约查阅。",
        agency="archive",
        agency_name="青河区档案馆",
        columns=("notice",),
        kind="notice",
        published_on=date(2022, 9, 28),
    ),
    Document(
        key="budget",
        title="青河区教育局2022年部门预算",
        body="现将2022年部门预算予以公开，详见附件。",
        agency="edu",
        agency_name="青河区教育局",
        columns=("budget",),
        kind="budget",
        published_on=date(2022, 2, 10),
        attachments=(
            AttachmentPage("预算公开表.xlsx", 1, "收支总表 一般公共预算 3,226.50 万元"),
            AttachmentPage("预算公开表.xlsx", 2, "三公经费 公务接待费 12 万元"),
        ),
    ),
    Document(
        key="scan",
        title="防汛应急预案",
        body="⼀、总则\n本预案适⽤于我 区防 汛 抗 旱应急⼯作。ＰＰＰ项⽬参照执⾏。" + LONG_TALE
        + "启动二级响应时，由区防汛指挥部统一指挥。",
        agency="water",
        agency_name="青河区水务局",
        columns=("emergency",),
        kind="policy-document",
        published_on=date(2020, 6, 1),
        validity="in-force",
    ),
    Document(
        key="undated",
        title="办事指南",
        body="申请人提交申请表即可办理。“十三五”规划期间免收工本费。",
        agency="affairs",
        agency_name="青河区政务服务局",
        columns=("guide",),
        kind="guide",
    ),
    Document(
        key="draft",
        title="内部征求意见稿",
        body="尚未公开的征求意见稿。",
        agency="gov",
        agency_name="青河区人民政府",
        kind="notice",
        published_on=date(2023, 1, 1),
        hidden=True,
    ),
)  # fmt: skip


def texts_of(keys: object) -> dict[str, Texts]:
    """The texts of the documents with these keys, as a catalogue would give them."""
    assert isinstance(keys, list | tuple)
    return {
        document.key: Texts(document.title, document.body, document.attachments)
        for document in DOCUMENTS
        if document.key in keys
    }
