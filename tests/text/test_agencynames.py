import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.text.agencynames import (
    KnownAgency,
    abbreviates,
    issuer_of_title,
    lacks_region,
    looks_like_agency,
    match_agency,
    region_of,
    split_joint,
)


@pytest.mark.parametrize(
    "name",
    ["国务院", "财政部", "国家税务总局", "云岭市人民政府", "云岭市人民政府办公室", "江桥区万里街道办事处",
     "中共云岭市委办公室", "国家统计局云岭调查队", "市政务公开办", "云岭高新技术产业开发区管理委员会",
     "云岭市第一人民医院", "云岭市住房公积金管理中心", "市政府(办公室)"],
)  # fmt: skip
def test_a_body_is_recognised_by_its_name(name: str) -> None:
    assert looks_like_agency(name)


@pytest.mark.parametrize(
    "text",
    ["", "社会", "各区人民政府", "政策解读", "关于印发", "首页", "通知公告", "政务公开", "工作会议", "2023年",
     "有关部门", "云岭市财政局关于印发"],
)  # fmt: skip
def test_other_words_are_no_body(text: str) -> None:
    assert not looks_like_agency(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("国务院办公厅、中央军委办公厅", ["国务院办公厅", "中央军委办公厅"]),
        ("国务院办公厅　中央军委办公厅", ["国务院办公厅", "中央军委办公厅"]),
        ("财政部 税务总局 海关总署", ["财政部", "税务总局", "海关总署"]),
        ("云 岭 市 人 民 政 府", ["云岭市人民政府"]),
        ("中共云岭市委办公室云岭市人民政府办公室", ["中共云岭市委办公室", "云岭市人民政府办公室"]),
        ("云岭市财政局（盖章）", ["云岭市财政局"]),
        ("云岭市财政局、请查收", []),
        ("", []),
    ],
)
def test_joint_names_are_split(text: str, names: list[str]) -> None:
    assert split_joint(text) == names


@pytest.mark.parametrize(
    ("name", "region", "level"),
    [
        ("云岭市财政局", "云岭市", "city"),
        ("上海市普陀区财政局", "上海市普陀区", "county"),
        ("湖北省巴东县官渡口镇人民政府", "湖北省巴东县官渡口镇", "town"),
        ("云南省怒江州住房和城乡建设局", "云南省怒江州", "city"),
        ("新疆维吾尔自治区人民政府", "新疆维吾尔自治区", "province"),
        ("徐州市鼓楼区市场监督管理局", "徐州市鼓楼区", "county"),
        ("市北区民政局", "市北区", "county"),
        ("和县人民政府", "和县", "county"),
    ],
)
def test_the_region_of_a_name_is_told(name: str, region: str, level: str) -> None:
    found = region_of(name)
    assert found is not None
    assert (found.text, found.level) == (region, level)


@pytest.mark.parametrize(
    "name", ["国家市场监督管理总局", "财政部", "市财政局", "城市管理局", "乡村振兴局"]
)
def test_a_name_without_a_region_has_none(name: str) -> None:
    assert region_of(name) is None


def test_a_bare_level_word_is_told_from_a_region() -> None:
    assert lacks_region("市财政局")
    assert not lacks_region("云岭市财政局")
    assert not lacks_region("市北区财政局")


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("云岭市科技局", "云岭市科学技术局"),
        ("市人社局", "云岭市人力资源和社会保障局"),
        ("云岭省发展改革委", "云岭省发展和改革委员会"),
        ("市政府办", "云岭市人民政府办公室"),
        ("市住建局", "云岭市住房和城乡建设局"),
    ],
)
def test_an_abbreviated_name_is_recognised(short: str, full: str) -> None:
    assert abbreviates(short, full)
    assert not abbreviates(full, short)


def test_another_body_is_no_abbreviation() -> None:
    assert not abbreviates("云岭市财政局", "云岭市教育局")
    assert not abbreviates("江桥市科技局", "云岭市科学技术局")
    assert not abbreviates("云岭市财政局", "云岭市财政局")


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("国务院办公厅、中央军委办公厅关于加强管理的通知", ["国务院办公厅", "中央军委办公厅"]),
        ("2025年上海市人民政府办公厅政府信息公开工作年度报告", ["上海市人民政府办公厅"]),
        ("云岭市财政局2024年度部门决算", ["云岭市财政局"]),
        ("云岭市教育局等四部门关于加强管理的通知", ["云岭市教育局"]),
        ("云岭市2022年国民经济和社会发展统计公报", []),
        ("关于印发管理办法的通知", []),
    ],
)
def test_the_issuer_stands_at_the_head_of_a_title(title: str, names: list[str]) -> None:
    assert issuer_of_title(title) == names


def test_a_known_body_is_matched_and_the_way_is_told() -> None:
    known = [
        KnownAgency("云岭市教育体育局", ("市教体局",), ("云岭市教育局",)),
        KnownAgency("云岭市财政局"),
    ]
    ways = {
        name: match.how
        for name in (
            "云岭市教育体育局",
            "云岭市教育局",
            "市教体局",
            "市财政局",
            "云岭市教体局",
            "云岭市水利局",
        )
        if (match := match_agency(name, known)) is not None
    }
    assert ways == {
        "云岭市教育体育局": "name",
        "云岭市教育局": "former",
        "市教体局": "short",
        "市财政局": "suffix",
        "云岭市教体局": "short",
    }


@given(st.text(alphabet="国务院市县区人民政府办公室局委员会中共、 　（）关于2", max_size=60))
def test_any_string_is_answered(text: str) -> None:
    looks_like_agency(text)
    split_joint(text)
    region_of(text)
    issuer_of_title(text)
    abbreviates(text, "云岭市人民政府办公室")
