"""Further wordings by which texts give away whose a thing is: forms, lists, staff, and codes."""



import pytest

from yangguang.text.privacy import SURE, find_personal
from yangguang.text.privacy.closings import Closing

HEAD = "姓  名\t手机号\t本人邮箱\n"


def _sure(text: str) -> list[str]:
    return [one.text for one in find_personal(text) if one.confidence >= SURE]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("申请人韦秀兰要求以电子邮件方式提供信息，接收邮箱为he.lin88@sina.com。", "he.lin88@sina.com"),
        ("韦秀兰的简历投递邮箱为linggao88@163.com，愿意参加面试。", "linggao88@163.com"),
        ("本机关收到你（手机号13812345678，电子邮箱wei.hong1@aliyun.com）提交的申请。", "wei.hong1@aliyun.com"),
        ("报名表\n| 姓名 | 韦秀兰 | 性别 | 女 |\n| 毕业院校 | 湖北大学 | 专业 | 护理 |\n| 电子邮箱 | 137524@qq.com | 岗位代码 | 10068 |",
         "137524@qq.com"),
        ("意见反馈单：当事人邮箱账号weixl1986@163.com", "weixl1986@163.com"),
        ("来信人韦秀兰，邮箱 weixl1986 @163.com，盼复。", "weixl1986 @163.com"),
        ("申请人：熊科　联系手机：13812345678\n被申请人：蒙纯崇", "13812345678"),
        ("回访记录：当日拨打13812345678，接听人韦秀兰，表示满意。", "13812345678"),
        ("身份证号有误；家庭电话应为0912-6721483。", "0912-6721483"),
        ("身份证号码更正为510824630217681。", "510824630217681"),
        ("手机号码\t\t1 3 8 6 4 7 2 0 5 1 9\n备注：此表", "1 3 8 6 4 7 2 0 5 1 9"),
        ("经查你名下尾号与本中心登记一致的扣款账户为6222600790011835620，请存入。", "6222600790011835620"),
        ("姓名：姜照义；发放账号：6225884352128519", "6225884352128519"),
        ("家庭住址：柳河县柳河镇靖安街长青胡同5-2-11", "柳河县柳河镇靖安街长青胡同5-2-11"),
        ("工作人员上门至清源市棉纺厂宿舍2栋3单元405室核查，马晟炳一家四口居住。", "清源市棉纺厂宿舍2栋3单元405室"),
        ("你在清源市南关街二巷15号的住所经两次上门均无人。", "清源市南关街二巷15号"),
        ("学生韦兰系孤儿，由祖母抚养，身份证号522728200708151627。", "韦兰"),
        ("归国华侨韦秀兰提交的材料显示其护照号：E00758863。", "韦秀兰"),
        ("姓名：姜照义，身份证号511124197910143174。", "姜照义"),
        ("车主韦秀兰的桂 A·7K315停在小区门口。", "桂 A·7K315"),
        (HEAD + "于能贵\t13812345678\tyng@qq.com\n庄望沛\t13912345678\tzwp@qq.com", "庄望沛"),
    ],
)  # fmt: skip
def test_whose_it_is_is_told_by_what_is_said(text: str, told: str) -> None:
    assert told in _sure(text)


@pytest.mark.parametrize(
    ("text", "nobodys"),
    [
        ("姓名 | 身份证号 | 车牌号 | 发票号码\n林善强 | 141124196311206416 | 晋J·D54394 | 22035297\n吴嫣珍 | 141124196310115248 | 晋J·F43486 | 72714070",
         "22035297"),
        ("因修路，2路（车辆鄂D02113、鄂D02117）改走园林路。", "鄂D02113"),
        ("韦秀兰（身份证号141124196311206416）的房屋所有权证遗失，证号：保定市房权证字第U201200873号。",
         "保定市房权证字第U201200873号"),
        ("韦秀兰　141124196311206416　4.2亩　27500元\n经手人：何雅月（溪翁庄镇自然资源所所长）", "何雅月"),
        ("照片回执：已上传　手机号码：13812345678\n核对人：余慧英（大名镇退役军人服务站，0310-6551234）", "余慧英"),
        ("韦秀兰住址：清源市光明路3号501室\n第三条　甲方应于本协议签订之日起15个工作日内付清。", "应于本"),
        ("韦秀兰（车牌粤B·F92836，违停）不服，向本府申请行政复议。", "向本府"),
        ("逝者韦秀兰，身份证号141124196311206416\n火化证编号：云殡202579876", "云殡"),
        ("乡镇：永和　村：白龙滩\n谯清明　证号510824196302176813　账户6228480680166427038", "永和"),
        ("汇入其母兰凤仪账户（6217001840005269180），短信同步至13812345678。", "步至"),
        ("甲方：韦秀兰，身份证号141124196311206416\n调解员：镇人民调解委员会 於国良", "於国良"),
        ("选址位于清源市紫荆路222号北侧，面积10亩。\n我叫戴珍修，家住清源市朝阳路391号20幢1701室。", "清源市紫荆路222号"),
        ("馆址：文化路9号，邮箱daglyfw@126.com为本馆公务邮箱，须凭本人身份证查阅。", "daglyfw@126.com"),
    ],
)  # fmt: skip
def test_what_only_looks_so_is_nobodys(text: str, nobodys: str) -> None:
    assert nobodys not in _sure(text)


@pytest.mark.parametrize("behind", ["", " ", "\u3000 "])
def test_a_table_of_one_cell_a_line_may_have_blanks_behind_its_headings(behind: str) -> None:
    lines = ["姓名", "年龄", "固定电话", "韦秀兰", "61", "6721483", "覃海燕", "58", "6725197"]
    found = find_personal("".join(f"{line}{behind}\n" for line in lines))
    assert [one.text for one in found if one.confidence >= SURE] == [
        "韦秀兰", "6721483", "覃海燕", "6725197",
    ]  # fmt: skip


def test_the_longest_wording_is_cut_off() -> None:
    label = Closing(r"(?:联系)?(?:电话|手机)(?:号码?)?(?:为|是)?")
    assert label.cut("清源市教育局联系电话号码为") == "清源市教育局"
    assert label.cut("清源市教育局") == "清源市教育局"
