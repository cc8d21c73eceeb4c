import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.text.docnum import find_docnums, normalise_docnum, parse_docnum, parse_docnums


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("国发〔2019〕5号", "国发〔2019〕5号"),
        ("国办发明电〔2018〕15号", "国办发明电〔2018〕15号"),
        ("法释〔2025〕8号", "法释〔2025〕8号"),
        ("文号：国发〔2019〕5号", "国发〔2019〕5号"),
        ("（皖政办秘〔2021〕82号）", "皖政办秘〔2021〕82号"),
        ("苏政办发（２０１９）１２号", "苏政办发〔2019〕12号"),
        ("蚌政办秘(2017)193号", "蚌政办秘〔2017〕193号"),
        ("国发[2019]5", "国发〔2019〕5号"),
        ("京政办发【2020】12号", "京政办发〔2020〕12号"),
        ("国发﹝2019﹞5号", "国发〔2019〕5号"),
        ("国发〈2019〉5号", "国发〔2019〕5号"),
        ("钦政办〔2014〕51 号", "钦政办〔2014〕51号"),
        ("建办质 〔2021〕 38 号", "建办质〔2021〕38号"),
        ("国发〔2019年〕第5号", "国发〔2019〕5号"),
        ("国税函（办）〔2006〕12号", "国税函（办）〔2006〕12号"),
        ("发改价格〔2020〕12-1号", "发改价格〔2020〕12-1号"),
        ("国令第707号", "国令第707号"),
        ("中华人民共和国国务院令 第 711 号", "中华人民共和国国务院令第711号"),
        ("市政府令（第12号）", "市政府令第12号"),
        ("主席令第二十三号", "主席令第二十三号"),
        ("某部令2019年第3号", "某部令2019年第3号"),
        ("国家税务总局公告2019年第12号", "国家税务总局公告2019年第12号"),
        ("财政部 税务总局公告2023年第5号", "财政部 税务总局公告2023年第5号"),
        ("2019年第12号", "2019年第12号"),
        ("第12号公告", "第12号公告"),
        ("2023年第5号公告", "2023年第5号公告"),
    ],
)
def test_a_number_is_normalised(text: str, clean: str) -> None:
    number = parse_docnum(text)
    assert number is not None
    assert number.text == clean


@pytest.mark.parametrize(
    ("text", "year", "sequence"),
    [
        ("皖政办〔201718号", 2017, 18),
        ("皖政办秘〔2017110号", 2017, 110),
        ("皖政办秘(2017188号", 2017, 188),
        ("蚌政办秘〔2017168)", 2017, 168),
        ("蚌政办秘〔2017186", 2017, 186),
        ("国办发〔2018 128号", 2018, 128),
        ("国办发2018〕128号", 2018, 128),
        ("国办发C2018)12号", 2018, 12),
        ("国办发〔2018J12号", 2018, 12),
        ("国办发〔2O18〕12号", 2018, 12),
        ("国办发2018年128号", 2018, 128),
        ("国办发2018128号", 2018, 128),
        ("国发〔二〇一〇〕十二号", 2010, 12),
        ("(81)国发88号", 1981, 88),
    ],
)
def test_a_broken_number_is_repaired_and_says_so(text: str, year: int, sequence: int) -> None:
    number = parse_docnum(text)
    assert number is not None
    assert (number.year, number.sequence) == (year, sequence)
    assert number.confidence < 1
    assert number.repairs
    assert number.raw == text


@pytest.mark.parametrize(
    "text",
    ["", "无", "XX", "国发〔2019〕05号", "国发〔2019〕0号", "国发〔2019〕号", "〔2019〕5号", "国发〔2319〕5号",
     "国发〔20190001号", "(2020)京01行初12号", "邮编223001号", "云府登1234号", "第4626号提案", "2019-01-27",
     "电话（2019）5号码"],
)  # fmt: skip
def test_what_cannot_be_a_number_is_refused(text: str) -> None:
    assert parse_docnum(text) is None


def test_a_number_later_than_its_publication_is_refused() -> None:
    assert parse_docnum("国发〔2020〕5号", latest_year=2019) is None
    assert parse_docnum("国发〔2019〕5号", latest_year=2019) is not None


def test_a_joint_document_has_several_numbers() -> None:
    numbers = parse_docnums("财税〔2019〕13号、发改价格(2019)5号")
    assert [number.text for number in numbers] == ["财税〔2019〕13号", "发改价格〔2019〕5号"]
    assert parse_docnums("财税〔2019〕13号、其他") == []


def test_cited_numbers_are_found_with_their_places() -> None:
    text = (
        "按照国办发〔2018〕128号文件、《细则》(皖政办〔201718号,以下简称)和（国务院令第711号）要求"
    )
    found = list(find_docnums(text))
    assert [number.text for number in found] == [
        "国办发〔2018〕128号",
        "皖政办〔2017〕18号",
        "国务院令第711号",
    ]
    assert [text[number.start : number.end] for number in found] == [
        "国办发〔2018〕128号",
        "皖政办〔201718号",
        "国务院令第711号",
    ]


def test_a_year_and_a_count_in_prose_are_no_number() -> None:
    assert (
        list(find_docnums("截至2018年12号楼共2019 5号机，2016年 12号台风，全国政协第4626号提案"))
        == []
    )


def test_text_that_is_no_number_comes_back_stripped() -> None:
    assert normalise_docnum(" 暂无 ") == "暂无"
    assert normalise_docnum("国发(2019)5号") == "国发〔2019〕5号"


orgs = st.sampled_from(
    ["国发", "国办发", "皖政办秘", "沪府规", "工信部联企业", "穗府办规", "云政发"]
)
years = st.integers(min_value=1990, max_value=2035)
sequences = st.integers(min_value=1, max_value=9999)


@given(orgs, years, sequences)
def test_a_number_comes_back_as_written(org: str, year: int, sequence: int) -> None:
    text = f"{org}〔{year}〕{sequence}号"
    number = parse_docnum(text)
    assert number is not None
    assert (number.text, number.year, number.sequence, number.confidence) == (
        text,
        year,
        sequence,
        1.0,
    )


@given(orgs, years, sequences, st.sampled_from("〔[(（【"), st.sampled_from(["号", ")", ""]))
def test_a_lost_bracket_never_mixes_year_and_sequence(
    org: str, year: int, sequence: int, opening: str, closing: str
) -> None:
    number = parse_docnum(f"{org}{opening}{year}{sequence}{closing}")
    assert number is not None
    assert (number.org, number.year, number.sequence) == (org, year, sequence)


@given(st.text(alphabet="国发办令公告第年号〔〕()（）[]0129 O、，。第一二〇", max_size=60))
def test_any_string_is_answered_without_an_exception(text: str) -> None:
    parse_docnums(text)
    for number in find_docnums(text):
        assert number.sequence > 0
        assert 0 <= number.start < number.end <= len(text)


@pytest.mark.parametrize(
    "unit",
    ["〔2019", "国办发〔2019〕", "（", "令第", "2019 ", "〔2019" + " " * 500, "国(", "公告2019年"],
)
@pytest.mark.timeout(120)
def test_a_million_hostile_characters_hide_no_number_and_are_none(unit: str) -> None:
    text = (unit * (1_000_000 // len(unit) + 1))[:1_000_000]
    found = list(find_docnums(text + "。\n国办发〔2019〕5号"))
    assert [number.text for number in found] == ["国办发〔2019〕5号"]
