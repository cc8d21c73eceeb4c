"""What the columns of a table say of a word in it: under which headings nobody is named.

A table that has a column of names has none in its columns of villages, grades or crops; a row that
tells of a body names who stands for it; what comes again down a column is no name.
"""

from __future__ import annotations

import re

from yangguang.text.privacy.candidates import Candidate
from yangguang.text.privacy.lexicon import SURNAMES
from yangguang.text.privacy.rows import Row
from yangguang.text.privacy.surroundings import Surroundings

_SORTS = re.compile(
    r"(?:类[别型]|等级|级别|状态|原因|性别|民族|关系|学历|职业|备注|金额|电话|号码?|日期|时间|面积|情况|种类|结果|专业|程度|品种|标准|项目|数量|年龄|工种|机型|村组?|组|社区|乡镇)[ \u3000]*$"
)
_NOBODYS = re.compile(r"^(?:开户)?(?:银?行|行别|网点|机构)(?:名称)?$|^开户.{0,4}行")
"""Headings of columns in which a bank stands: 农行 begins with a surname."""


def asks_no_name(row: Row, one: Candidate, name: str) -> bool:
    """Whether it stands in the heading of a table, or under one that asks for no name: 残疾等级.

    What begins like a name is left to be weighed: blanks inside words may have shifted the columns.
    """
    column = row.column(one.start)
    whole = len(row.cells) == len(row.headings)
    labelled = any(sign in heading for heading in row.headings for sign in "：:")
    if row.is_heading and not labelled:
        heads = [_IS_HEADING.search(heading) is not None for heading in row.headings]
        if heads[column] or sum(heads) * 3 >= len(heads) * 2:
            return True
    if (
        whole
        and not labelled
        and not row.is_heading
        and (_fills(row, column, one) or not _TOLD.search(row.headings[column]))
        and any(map(_NAMED.search, row.headings))
    ):
        # A table that has a column of names has no names where something else is asked for.
        return _NAMED.search(row.headings[column]) is None
    if whole and not row.is_heading and _NOBODYS.search(row.headings[column]):
        return True
    if name[0] in SURNAMES and name[-1] not in "村组":
        return False
    if row.is_heading:
        return not labelled
    return column < len(row.headings) and _SORTS.search(row.headings[column]) is not None


def _fills(row: Row, column: int, one: Candidate) -> bool:
    """Whether nothing else stands in its cell."""
    start, end = row.cells[column]
    return one.start - start <= 2 and end - one.end <= 2


_NAMED = re.compile(
    r"^(?!.*(?:人数|人口|人均|类[别型]|等级|电话|号码?|方式|关系|性质|情况|意见|单位|日期|时间|地址|住址|金额)).*(?:姓名|名字|称呼|户[主名]|人|者|员|属|学生|考生|新生|家长|父|母|配偶|[子儿]女|监护|业主|车主|房主|户主|患者|农户|住户|租户|对象|代表|老人|儿童|职工|教师|学员|方|名单)"
)
"""Headings under which people are named."""
_TOLD = re.compile(r"备注|说明|情况|事由|内容|原因|经过|成员|事项|意见|摘要|案由|地点|处理|去向")
"""Headings under which somebody may be named among other words."""
_IS_HEADING = re.compile(
    r"号码?$|成绩|培训|补贴|品牌|颜色|诊断|手机|事项|状态|评价|姓名|性别|年龄|民族|[班年]级|账号|卡号|身份证|电话|金额|日期|时间|地址|住址|备注|等级|类[别型]|序号|面积|标准|方式|单位|学校|岗位|原因|结果"
)


_ON_DUTY = re.compile(
    r"接待|催缴|包片|包户|回访人|领衔代表|人大代表|提案|网格员|承办|法官|书记员|经办|检查人|执法|巡查|责任人|包保|包联|帮扶干部|审核|评委|教练|班主任|经手|受理人|签发|监测员|调查员|管护站|主治|医生|医师"
)
_OWN_PHONE = re.compile(r"[ \u3000]?[\t|｜│,\n][ \u3000]?1[3-9]\d{9}(?!\d)")
_BODYS = re.compile(
    r"信用代码|(?:单位|企业|机构|公司|法人)名称|法定代表人|职称|拟任|出诊|诊室|科室|办公电话|值班电话|对外电话|窗口"
)
_OWN_COLUMN = re.compile(r"身份证|身份号码|卡号|家庭|住址")


def is_row_of_body(text: str, row: Row, one: Candidate) -> bool:
    """Whether a row tells of a body or of a post, and names who stands for it: 法定代表人, 职称."""
    column = row.column(one.start)
    if (
        column < len(row.headings)
        and _ON_DUTY.search(row.headings[column])
        and not row.is_heading
        and not any("关系" in heading for heading in row.headings)
        and not _OWN_PHONE.match(text, one.end)
    ):
        return True
    return (
        any(map(_BODYS.search, row.headings))
        and not any(map(_OWN_COLUMN.search, row.headings))
        and _fills(row, column, one)
    )


def comes_again(text: str, around: Surroundings, row: Row, one: Candidate) -> bool:
    """Whether a column without a heading holds the same word again, and is not the first of words.

    全自理 and 三等 come again down the column; two people of one name hardly do.
    """
    column = row.column(one.start)
    if row.headings or not _fills(row, column, one):
        return False
    name = text[one.start : one.end]
    if column and _FIELD.search(text, *row.cells[column - 1]):
        # 申请人 and 开户人 of one form may be the same.
        return False
    if not any(_HAN.search(text[start:end]) for start, end in row.cells[:column]):
        return False
    return any(
        other is not row
        and len(other.cells) == len(row.cells)
        and text[slice(*other.cells[column])].strip() == name
        and text[slice(*other.cells[0])] != text[slice(*row.cells[0])]
        for other in around.rows()
    )


_FIELD = re.compile(r"(?:[人者员]|姓名|户[名主])[：: \u3000]*$")
_HAN = re.compile("[\u4e00-\u9fff]")
