"""What is told in one breath belongs to one: homes with their telephones, numbers torn over lines."""

import pytest

from yangguang.text.privacy import SURE, find_personal
from yangguang.text.privacy.rows import Rows


def _sure(text: str) -> list[tuple[str, str]]:
    return [(one.kind.value, one.text) for one in find_personal(text) if one.confidence >= SURE]


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("户籍地址：清源市石桥县柳河镇东沟村第9村民小组，本人在家。", "清源市石桥县柳河镇东沟村第9村民小组"),
        ("申请人=曾连芳\n联系地址=清源市东湖区光明路东方名都3号楼5门306号", "清源市东湖区光明路东方名都3号楼5门306号"),
        ("您购买的清源市东湖区光明路470号206室延期交付。", "清源市东湖区光明路470号206室"),
        ("清源市东湖区环城路69号附15号用户曾连芳（联系电话：13749880274）：", "清源市东湖区环城路69号附15号"),
        ("本人户口由南环路247号9栋2204房迁入配偶户内。", "南环路247号9栋2204房"),
        ("现查明你曾在外地登记。本决定书邮寄至：金竹镇前庄村270号。", "金竹镇前庄村270号"),
        ("被告：解明，住肥东县店埠镇公园路与站前路交口紫金公馆8幢1906室", "肥东县店埠镇公园路与站前路交口紫金公馆8幢1906室"),
        ("姓名|房号|身份证号\n曾连芳|星河国际1-1-2005|110101200708152283", "星河国际1-1-2005"),
    ],
)  # fmt: skip
def test_a_home_is_known_without_the_plainest_words(text: str, home: str) -> None:
    assert ("address", home) in _sure(text)


@pytest.mark.parametrize(
    "text",
    [
        "村组\t户主姓名\t补助金额\n上河村二组\t孔德福\t320",
        "为解决桥头村13户村民饮水难问题，县水务局投资38万元。",
        "上河村二组村民饮水工程，受益人口138户。",
        "站点名称道里区监测站，位于道里区振兴街270号行政中心4号楼702",
        "物业公司客服电话0574-63918820，地址慈溪市浒山街道新城大道北路1698号。投诉人已回访。",
    ],
)
def test_a_group_a_project_and_an_office_are_nobodys_home(text: str) -> None:
    assert [one for one in _sure(text) if one[0] == "address"] == []


def test_a_telephone_and_a_mailbox_given_with_a_home_are_its_owners() -> None:
    text = "刘槐宇，男，退休教师，捐赠证书寄至三台县安居小区11-4-2103，联系电话0816-2902724，电子信箱hechen-21@189.cn。图书馆办公室电话：（0816）3397579。"
    assert _sure(text) == [
        ("name", "刘槐宇"),
        ("address", "三台县安居小区11-4-2103"),
        ("landline", "0816-2902724"),
        ("email", "hechen-21@189.cn"),
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("姓名：曾连芳\n手机号：1870105\n9505\n报考职位代码：4512250033", "1870105\n9505"),
        ("付款卡号：621700487320\n9598275\n收款单位：财政局", "621700487320\n9598275"),
        ("我是3组的雒小平，手机没换，还是1 3 9 9 5 6 3 9 1 9 7，麻烦催一下。", "1 3 9 9 5 6 3 9 1 9 7"),
    ],
)  # fmt: skip
def test_a_number_torn_behind_its_label_is_read_whole(text: str, number: str) -> None:
    assert number in [word for _, word in _sure(text)]


def test_a_card_is_not_joined_with_the_number_of_the_next_row() -> None:
    rows = "序号  姓名  工资卡号\n1  杨先昌  6225886667257123\n2  焦苹珠  6212260624814937204"
    cards = [word for kind, word in _sure(rows) if kind == "bank-card"]
    assert cards == ["6225886667257123", "6212260624814937204"]


def test_the_bank_of_an_account_is_not_who_is_spoken_of() -> None:
    text = "纳税人姓名：叶贞沁；退税开户行：中信银行；退税账号：6226908735997180；联系电话：13898633997；审批人：孙秀芷。"
    assert ("mobile", "13898633997") in _sure(text)
    fine = "罚款缴款账户：清源市财政局非税收入专户，开户行：清源农商银行营业部，账号：6230582378563092876。"
    assert _sure(fine) == []


def test_who_approves_is_named_for_his_office() -> None:
    form = (
        "临时救助审批表\n申请人  曹卫国  性别  男\n身份证号  330782197110074977  联系电话  15908110170\n"
        "开户人  曹卫国  开户行  邮政储蓄银行\n审批意见  同意。沈彬平  日期  2025年5月8日"
    )
    assert [word for kind, word in _sure(form) if kind == "name"] == ["曹卫国", "曹卫国"]


def test_cells_that_hold_their_own_label_are_no_headings() -> None:
    rows = Rows("姓名　陈义柱　　性别　男　　民族　苗族\n出生　1983年12月14日").all()
    assert [row.is_heading for row in rows] == [False]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("防汛名册\n完么吉 卡号6217997558001870951 3.5亩 70元", "完么吉"),
        ("因灾倒损名单：廖济户，身份证号120114196806176231，房屋倒塌三间。", "廖济"),
        ("应付补偿款：关霆良户（房屋坐落光明路12号3栋201室，身份证号500101197003271730）14000元。", "关霆良"),
        ("房屋征收补偿决定送达公告\n热合曼·吐尔地：\n因你户（房屋坐落于河东街道幸福里6-1-301）未签约。", "热合曼·吐尔地"),
    ],
)  # fmt: skip
def test_a_household_and_a_bearer_are_named_by_where_they_stand(text: str, name: str) -> None:
    assert [word for kind, word in _sure(text) if kind == "name"] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "如有异议者，请自公告之日起三十日内向本处书面提出。联系电话：0571-39746054，地址：西湖区长江路263号。",
        "面积：2723.6平方米\n异议书面材料送达地址：西湖区翠竹路417号",
        "解读机关：退役军人事务局，解读人：兰伟胜，联系方式：027-61164671。",
        "姓名\t证件号码\t手机\n罗**\t33010919******8650\t191****3977",
        "车主名下有车辆，拟停保；请各镇街于2020年3月6日前反馈，邮箱gtzxying@sina.com。",
    ],
)
def test_where_an_office_takes_papers_and_calls_is_its_own(text: str) -> None:
    assert _sure(text) == []


def test_both_homes_of_somebody_who_moves_are_found() -> None:
    text = "其子三人户口于2019年7月9日由北京市海淀区石桥街道柏树村21号迁往海淀区南湖新村21幢4单元1404室。"
    assert [word for kind, word in _sure(text) if kind == "address"] == [
        "北京市海淀区石桥街道柏树村21号",
        "海淀区南湖新村21幢4单元1404室",
    ]


@pytest.mark.parametrize("mobile", ["13852637451", "138-5263-7451", "138 5263 7451"])
def test_a_plate_before_a_slash_and_a_mobile_is_no_serial(mobile: str) -> None:
    assert ("plate", "鲁B7K215") in _sure(f"车主 晏凤山 鲁B7K215/{mobile}")
    assert _sure("设备铭牌 鲁B7K215/13852号") == []
