"""What the word before a name says of its bearer, where nobody has listed the word."""

import pytest

from yangguang.text.privacy import SURE, Kind, find_personal, parts
from yangguang.text.privacy.parts import is_part_in_office, word_before


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("经办：", ("经办", "colon")),
        ("经办: ", ("经办", "colon")),
        ("| 经办 | ", ("经办", "blank")),
        ("由市政务服务大厅经办人员", ("务服务大厅经办人员"[-8:], "none")),
        ("电话0771-5,经办", ("经办", "none")),
        ("第一行经办\n", ("", "none")),
        ("（", ("", "none")),
    ],
)
def test_the_word_before_a_name_is_read_up_to_its_gap(before: str, said: tuple[str, str]) -> None:
    assert word_before(before + "张伟", len(before)) == said


@pytest.mark.parametrize(
    "before",
    ["稽核督察员：", "财政复审：", "带队老师：", "片区督导专员", "窗口首席代表："],
)
def test_a_word_nobody_listed_gives_a_part_in_an_office_by_what_it_is_made_of(before: str) -> None:
    assert is_part_in_office(before + "张伟", len(before), silent=False)


@pytest.mark.parametrize(
    "before", ["教师：", "被搬迁群众：", "应征青年：", "转入人 ", "失能老人", "员：", "", "第3号："]
)
def test_words_of_private_people_and_single_signs_give_none(before: str) -> None:
    assert not is_part_in_office(before + "张伟", len(before), silent=True)


def test_where_nothing_else_speaks_of_a_private_person_less_is_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parts, "private_chance", lambda word, how: 0.45)
    assert is_part_in_office("处理人：张伟", 4, silent=True)
    assert not is_part_in_office("处理人：张伟", 4, silent=False)


def test_a_word_for_anybody_at_the_end_is_no_word_of_private_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parts, "private_chance", lambda word, how: 0.2)
    assert is_part_in_office("调解人员：张伟", 5, silent=False)
    assert not is_part_in_office("山区学生：张伟", 5, silent=False)


def test_who_is_named_behind_a_desk_sits_there_and_who_is_spoken_to_does_not() -> None:
    assert is_part_in_office("病案室：张伟", 4, silent=False)
    assert not is_part_in_office("201室：张伟", 5, silent=True)
    for spoken in ("王建国同志，您反映的问题收悉。", "王建国您好，请携带身份证到窗口办理。"):
        answer = f"我的手机15749575320，养老金查不到。\n答复：{spoken}"
        assert "王建国" in {one.text for one in find_personal(answer) if one.confidence >= SURE}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("退款账号6217990133473846215，联系手机18849529549。\n初审：欧丽　复审：万冬妮", "万冬妮"),
        ("投诉人杨桂兰，电话13812345678，反映手表有质量问题。\n处理人：罗金凤", "罗金凤"),
    ],
)
def test_who_handled_a_matter_is_not_told_as_its_party(text: str, name: str) -> None:
    sure = {
        one.text for one in find_personal(text) if one.kind is Kind.NAME and one.confidence >= SURE
    }
    assert name not in sure


def test_who_gives_his_own_number_is_told_whatever_word_stands_before() -> None:
    text = "财政复审：万冬妮，身份证号320583198909150860，银行卡6217990133473846215。"
    assert "万冬妮" in {one.text for one in find_personal(text) if one.confidence >= SURE}
