"""Who is named as a private person, and what a private name says of the things beside it."""

import pytest

from yangguang.text.privacy import SURE, Kind, find_personal
from yangguang.text.privacy.candidates import Candidate
from yangguang.text.privacy.likeness import likeness
from yangguang.text.privacy.peers import with_company
from yangguang.text.privacy.people import chance_alone, people_in
from yangguang.text.privacy.sounding import inner_edges


def sure(text: str) -> list[tuple[str, str]]:
    return [(one.kind.value, one.text) for one in find_personal(text) if one.confidence >= SURE]


def names(text: str, *, lone: bool = False) -> list[str]:
    found = find_personal(text, lone_names=lone)
    return [one.text for one in found if one.kind is Kind.NAME and one.confidence >= SURE]


def test_the_model_sees_a_name_and_no_name() -> None:
    text = "王建国与李小芳协商"
    spans = people_in(text, 0, len(text), {(0, 3), (4, 7)})
    assert {text[one.start : one.end] for one in spans if one.chance > 0.5} == {"王建国", "李小芳"}
    assert chance_alone("陈晓明") > 0.5
    assert chance_alone("养老金") < 0.1


def test_a_line_without_a_possible_name_is_not_read() -> None:
    assert people_in("本办法自公布之日起施行", 0, 11, set()) == []


def test_signs_loved_in_names_look_like_one() -> None:
    assert likeness("王建国") > likeness("王规定")
    assert likeness("欧阳明") > 4


@pytest.mark.parametrize(
    "text",
    [
        "县长王建国、副县长李小芳出席会议，财政局局长陈晓明作了汇报。",
        "任命王建国为县水利局局长，免去李小芳的县统计局副局长职务。",
        "清源市恒达建材有限公司，法定代表人：王建国，统一社会信用代码91350100M000100Y43。",
        "审判长王建国，审判员李小芳，书记员陈晓明。",
        "优秀教师名单：王建国、李小芳、陈晓明。",
    ],
)
def test_people_named_in_public_are_left_alone(text: str) -> None:
    assert sure(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("原告王建国诉被告李小芳离婚纠纷一案，现依法公告送达。", ["王建国", "李小芳"]),
        (
            "医疗救助公示：王建国，肺癌，救助5000元；李小芳，尿毒症，救助8000元。",
            ["王建国", "李小芳"],
        ),
        ("关于王建国同志信访事项的答复：王建国同志，您反映的问题收悉。", ["王建国", "王建国"]),
    ],
)
def test_the_subject_of_a_matter_is_named_privately(text: str, expected: list[str]) -> None:
    assert names(text, lone=True) == expected
    # Beside no other data of theirs the names may be published; the search says so when asked.
    assert names(text) == []
    assert names(f"{text}{expected[-1]}，手机13812345678。")[-1] == expected[-1]


def test_a_name_once_private_is_private_in_every_mention() -> None:
    text = "申请人王建国，手机13812345678。经核实，王建国符合条件。"
    assert names(text) == ["王建国", "王建国"]


def test_data_count_for_the_names_within_a_few_lines_of_them() -> None:
    far = "村民按照村规民约参加环境整治，各组轮流值守。" * 12
    text = (
        f"低保户李小芳，手机13812345678。\n{far}\n低保户陈晓明，本月停发。低保户李小芳，本月停发。"
    )
    assert names(text) == ["李小芳", "李小芳"]
    assert names(text, lone=True) == ["李小芳", "陈晓明", "李小芳"]


def test_the_members_of_a_list_share_their_standing() -> None:
    assert names("被执行人王建国、李小芳、陈晓明拒不履行，现予公告。", lone=True) == [
        "王建国",
        "李小芳",
        "陈晓明",
    ]


def test_what_stands_beside_a_private_name_is_that_persons() -> None:
    text = "本机关收到申请人王建国提交的申请，联系方式13812345678。"
    assert sure(text) == [("name", "王建国"), ("mobile", "13812345678")]


def test_a_sample_is_nobodys() -> None:
    text = "填写示例：申请人王建国，身份证号11010519491231002X，手机13812345678。"
    assert sure(text) == []
    shown = {one.kind: one.why for one in find_personal(text)}
    assert shown[Kind.ID_NUMBER] == "旁边写明是“示例”"


def test_foreign_and_dotted_names_are_found_whole() -> None:
    assert names("姓名：买买提江·托合提，身份证号11010519491231002X") == ["买买提江·托合提"]
    assert names("Name: SMITH JOHN\nPassport No.: G19056812") == ["SMITH JOHN"]


def test_every_reason_is_a_chinese_sentence() -> None:
    text = "申请人王建国，住清源市石桥县柳河镇东沟村27号，手机13812345678，李小芳是其妻。"
    for one in find_personal(text):
        assert any("\u4e00" <= sign <= "\u9fff" for sign in one.why), one


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("户主：德吉卓玛，联系电话13812345678", ["德吉卓玛"]),
        ("医疗救助对象：阿卜力克木，男，救助8000元，手机13812345678", ["阿卜力克木"]),
        ("女方热西旦·阿不都热依木，身份证11010519491231002X", ["热西旦·阿不都热依木"]),
        ("申请人傅洪生，身份证11010519491231002X", ["傅洪生"]),
    ],
)
def test_names_of_all_peoples_and_surnames_are_found(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_who_acts_for_an_office_is_left_alone_beside_a_private_persons_data() -> None:
    text = (
        "当事人郭子豪，身份证11010519491231002X。"
        "执法人员李伟（执法证号37170012045）、赵敏（执法证号37170012046）当场查获。"
    )
    assert names(text) == ["郭子豪"]


def placed(text: str, *names: str) -> list[Candidate]:
    return [
        Candidate(text.index(name), text.index(name) + len(name), 0.0, None, 1) for name in names
    ]


def test_a_word_in_a_list_of_names_is_drawn_up_to_them() -> None:
    text = "供养名单：司徒炳、易发、周秀英。"
    drawn = with_company(text, placed(text, "司徒炳", "易发", "周秀英"), [8.0, -1.0, 8.0])
    assert drawn == [8.0, 3.5, 8.0]


def test_a_name_in_a_list_of_words_lends_them_nothing() -> None:
    text = "内容包括：章程、任务、周秀英。"
    shapes = [-3.0, -3.0, 6.0]
    assert with_company(text, placed(text, "章程", "任务", "周秀英"), shapes) == shapes


def test_rows_written_alike_hold_things_of_one_kind() -> None:
    text = "1号 宗爱国 450103；2号 皮小英 500101；"
    drawn = with_company(text, placed(text, "宗爱国", "皮小英"), [-1.0, 7.0])
    assert drawn == [3.0, 7.0]


@pytest.mark.parametrize(
    ("passage", "name"),
    [
        ("东湖社区帕提古丽·斯迪克", "帕提古丽·斯迪克"),
        ("阿布力米提·卡地尔在和田", "阿布力米提·卡地尔"),
        ("艾合买提·依明去年确诊乳腺", "艾合买提·依明"),
        ("麦麦提明·图尔荪", "麦麦提明·图尔荪"),
    ],
)
def test_a_dotted_name_reaches_as_far_as_signs_of_sound_do(passage: str, name: str) -> None:
    start, end = inner_edges(passage)
    assert passage[start:end] == name
