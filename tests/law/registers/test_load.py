"""A definition is read, or every fault of it is named with what to mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.builders.registers import FEES
from yangguang.law.registers import BadDefinition, read_definition, shipped
from yangguang.law.registers.grammar import _FUNCTIONS
from yangguang.law.registers.load import _FIELD, _TOP, CHARTS, SLOTS
from yangguang.law.registers.model import FILLED, Duty, FieldType, Mask


def problems(text: str) -> str:
    with pytest.raises(BadDefinition) as caught:
        read_definition(text)
    return "\n".join(caught.value.problems)


def test_a_definition_gives_its_fields_their_typed_places() -> None:
    definition = read_definition(FEES)
    places = {one.code: one.slot for one in definition.fields if one.slot}
    assert places == {"number": "t1", "kind": "t2", "price": "n1", "set_on": "d2"}
    assert [one.code for one in definition.brief_fields] == ["number", "name", "kind", "price"]
    assert "note" not in {one.code for one in definition.public_fields}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "wharf-fees"', 'code = "码头"', "编码用小写英文字母"),
        ('key = ["number"]', "", "缺少 key"),
        ('key = ["number"]', 'key = ["numbers"]', "没有字段 numbers"),
        ('title = "name"', 'title = "names"', "没有字段 names"),
        ('type = "money"', 'type = "cash"', "'cash' 不认识"),
        ('unit = "元"', 'unit = "美元"', "只能是元、万元或亿元"),
        ('mask = "name"', "", "person 字段必须写明 mask"),
        ('rule = "price >= 0"', 'rule = "cost >= 0"', "规则里的 cost 不是字段"),
        ('rule = "price >= 0"', 'rule = "price >="', "没有写完"),
        ("required = true", 'required = "是"', "required 只能是 true 或 false"),
        ("in_force = 2024-01-01", 'in_force = "2024"', "不加引号"),
        ('label = "核定日期"', 'label = "核定日期"\ncolour = "red"', "不认识 colour"),
        ('code = "set_on"', 'code = "price"', "编码重复"),
        ('sort = ["number"]', 'sort = ["name"]', "才能排序"),
        ('by = "kind"\nof = "price"', 'by = "name"\nof = "kind"', "of = 'kind' 应为数字或金额字段"),
        ('kind = "bar"', 'kind = "pie"', "kind 只能是 bar"),
        ("[[check]]", "[check]", "同一个键写了两次；可以有几个的表要写成 [[…]]"),
        ('label = "核定日期"', 'lable = "核定日期"', "不认识 lable（是不是 label？）"),
        (
            'group = "收费"',
            "group = 收费",
            "第4行第9列（group = 收费），值写得不对：文字要放在半角双引号里",
        ),
        ('group = "收费"', "group = “收费”", "“ 是全角符号，请改为半角"),
        ('group = "收费"', 'group = "收费', "第4行第12列"),
        ('summary = "码头向船舶收取的费用。"', "", "缺少 summary"),
        ('{ "行政事业" =', '{ "行政" = "行政许可", "行政事业" =', "“行政许可”不在 choices 里"),
    ],
)
def test_each_fault_says_what_to_mend(old: str, new: str, said: str) -> None:
    assert old in FEES
    assert said in problems(FEES.replace(old, new, 1))


def test_all_faults_are_named_at_once() -> None:
    text = (
        FEES.replace('mask = "name"', "")
        .replace('unit = "元"', "")
        .replace('"name"\nsort', '"nam"\nsort')
    )
    assert len(problems(text).split("\n")) == 3


def test_too_many_filters_are_refused() -> None:
    more = "".join(
        f'\n[[field]]\ncode = "f{n}"\nlabel = "字段{n}"\nfilter = true\n' for n in range(SLOTS["t"])
    )
    assert "文字字段最多8个" in problems(FEES + more)


def test_limits_and_retention_start_from_dates() -> None:
    text = FEES + '\n[[limit]]\nact = "publish"\nfrom = "price"\ndays = 0\nbasis = "某条"\n'
    said = problems(text)
    assert "from = 'price' 不是日期字段" in said
    assert "days 应为正整数" in said
    text = FEES + '\n[retention]\nfrom = "published"\nmonths = 3\ndays = 4\nbasis = "某条"\n'
    assert "months 和 days 写一个" in problems(text)


def test_every_shipped_definition_is_sound() -> None:
    for code, definition in shipped().items():
        assert definition.code == code
        assert definition.basis
        assert definition.source is not None, code


def documented() -> str:
    return (Path(__file__).parents[3] / "docs/registers.md").read_text(encoding="utf-8")


def test_the_example_of_the_documentation_is_sound() -> None:
    blocks = re.findall(r"```toml\n(.*?)```", documented(), re.S)
    definition = read_definition(blocks[0])
    assert (definition.name, len(definition.fields)) == ("公共厕所名录", 4)
    assert {one.code for one in definition.brief_fields} == {"number", "name", "grade", "places"}


def test_the_documentation_names_every_key_type_and_function() -> None:
    text = documented()
    words = {*_TOP, *_FIELD, *FieldType, *Mask, *Duty, *CHARTS, *_FUNCTIONS, *FILLED}
    words |= {"least_months", "severity", "months", "by", "working", "dated", "columns", "values"}
    assert [
        one for one in sorted(words) if not re.search(rf"(?<![\w]){re.escape(one)}\b", text)
    ] == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[[limit]]\nact = "publish"\nfrom = "revoked"\ndays = 3\nbasis = "某条"', "没有字段 revoked"),
        ('[[limit]]\nact = "withdraw"\nfrom = "revoked"\ndays = 3\nbasis = "某条"', ""),
        ('[[limit]]\nact = "renew"\nfrom = "published"\ndays = 3\nbasis = "某条"', ""),
        ('[[limit]]\nact = "publish"\nfrom = "set_on"\nby = "02-29"\nbasis = "某条"', "月和日"),
        ('[[limit]]\nact = "publish"\nfrom = "set_on"\nby = "01-31"\ndays = 3\nbasis = "某条"',
         "只写一种"),
        ('[[limit]]\nact = "publish"\nfrom = "set_on"\nby = "01-31"\nbasis = "某条"', ""),
        (('[[retention]]\nfrom = "published"\nmonths = 3\nbasis = "甲"\n[[retention]]\n'
         'from = "published"\nmonths = 6\nbasis = "乙"'), "永远用不上"),
        ('[retention]\nfrom = "published"\nmonths = 3\nleast_months = 4\nbasis = "甲"',
         "不能是负数，也不能比 months 长"),
        ('[[field]]\ncode = "who"\nlabel = "相对人"\nmask_when = \'kind = "其他"\'', "还要写明 mask"),
        ('[[field]]\ncode = "who"\nlabel = "相对人"\nmask = "name"\nmask_when = "sort = 1"',
         "规则里的 sort 不是字段"),
        ('[[field]]\ncode = "who"\nlabel = "相对人"\nmask = "name"\nmask_when = \'kind = "市场调节价"\'',
         ""),
        ('[[edition]]\ncode = "1"\nname = "甲"\ndated = 2018-01-01\ncolumns = []', "columns 应为一组"),
        ('[[edition]]\ncode = "1"\nname = "甲"\ncolumns = [{ code = "A", label = "甲" }]', "缺少 dated"),
        (('[[edition]]\ncode = "1"\nname = "甲"\ndated = 2018-01-01\n'
         'columns = [{ code = "A", label = "甲", field = "@sky" }]'), "没有字段 @sky"),
        (('[[edition]]\ncode = "1"\nname = "甲"\ndated = 2018-01-01\n'
         'columns = [{ code = "A", label = "甲", field = "kind", values = { "免费" = "1" } }]'),
         "选项要在字段的 choices 里"),
        (('[[edition]]\ncode = "1"\nname = "甲"\ndated = 2018-01-01\ncolumns = [{ code = "A", '
         'label = "甲", field = "name" }]\n[[edition]]\ncode = "2"\nname = "乙"\ndated = 2020-01-01\n'
         'columns = [{ code = "A", label = "甲", field = "number" }]'), "指不同的字段"),
        (('[[edition]]\ncode = "1"\nname = "甲"\ndated = 2018-01-01\ncolumns = [{ code = "A", '
         'label = "甲", field = "name" }, { code = "A", label = "乙" }]'), "代码 A 重复"),
    ],
)  # fmt: skip
def test_limits_stays_masks_and_formats_are_linted(more: str, said: str) -> None:
    text = f"{FEES}\n{more}\n"
    if said:
        assert said in problems(text)
    else:
        assert read_definition(text)
