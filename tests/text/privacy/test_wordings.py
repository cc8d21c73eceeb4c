"""Wordings by which texts give away whose a thing is, and those that only look so."""

# ruff: noqa: RUF001 - full-width letters are what typists write

import pytest

from yangguang.text.privacy import SURE, find_personal


def _sure(text: str) -> list[str]:
    return [one.text for one in find_personal(text) if one.confidence >= SURE]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("姓名：郑志华；护照号码：Ｅ４７０７１１５２", "Ｅ４７０７１１５２"),
        ("车主郑志华，车牌号京Ａ１２３４５", "京Ａ１２３４５"),
        ("申请人郑志华，邮箱ｚｈｅｎｇｚｈ＠ｑｑ.com", "ｚｈｅｎｇｚｈ＠ｑｑ.com"),
    ],
)
def test_full_width_letters_are_read_and_keep_their_place(text: str, told: str) -> None:
    found = [one for one in find_personal(text) if one.text == told and one.confidence >= SURE]
    assert [text[one.start : one.end] for one in found] == [told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("社区工作人员致电13812345678后，其将车移走。", "13812345678"),
        ("物业已联系房东陈涛刚（13812345678）到场维修。", "13812345678"),
        ("新婚夫妇隋棠生、宫雪花咨询婚假，二人留的电话分别是13812345678和13912345678。", "宫雪花"),
        ("本人袁永，旅居在外。可发邮件至yuanyong77@qq.com联系本人。", "yuanyong77@qq.com"),
        ("申报人通讯地址：桂林市阳朔县阳光花园26-2-1301。", "桂林市阳朔县阳光花园26-2-1301"),
        ("市民林超昌，手机13812345678，证书请寄桂林市阳光花园1-3-1103。", "桂林市阳光花园1-3-1103"),
        ("承租人叶长斌租住公租房玄武区迎宾大道234号。", "玄武区迎宾大道234号"),
        (
            "住户杨海豪的电话13812345678无人接听，网格员只得到南山区书香门第27号楼3单元1803上门通知。",
            "南山区书香门第27号楼3单元1803",
        ),
        ("献血车旁拾得行驶证一本，车牌号黑C·62883，所有人葛佑生。", "黑C·62883"),
        ("您停放在急救通道的小型客车川BS7571已影响救护车通行。", "川BS7571"),
        ("联系人（申请人本人）：李红辉\n固定电话（住宅）：0512-59580170", "李红辉"),
        ("王某（男，11010519491231002X）虚构事实报警。", "11010519491231002X"),
        ("车主阿依古丽·卡德尔：您的粤AV3W78号车辆影响施工。", "阿依古丽·卡德尔"),
        ("我的电话是13812345678，我叫艾合买提·玉素甫。", "艾合买提·玉素甫"),
        ("我的手机13812345678，不会用短信。郑俊松敬上，2024年5月21日", "郑俊松"),
    ],
)
def test_whose_it_is_is_told_by_what_is_said(text: str, told: str) -> None:
    assert told in _sure(text)


@pytest.mark.parametrize(
    "text",
    [
        "如有疑问请致电13812345678后按1键。",
        "示例（虚构）：张建国，身份证号11010519491231002X。",
        "救护车川BS7571已到场。",
        "意见请寄清源市光明路12号市民政局。",
        "申报地址：清源市光明路12号。",
        "编号 | 被征收人 | 房屋坐落 | 补偿方式\n20220805 | 某某 | 货币",
    ],
)
def test_what_only_looks_so_is_nobodys(text: str) -> None:
    assert _sure(text) == []
