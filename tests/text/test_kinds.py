import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.text.kinds import KINDS, classify


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("云岭市人民政府关于加强管理的意见", "policy-document"),
        ("云岭市人民政府关于印发云岭市“十四五”规划的通知", "policy-document"),
        ("关于印发政府信息公开工作年度报告格式的通知", "policy-document"),
        ("关于做好2023年部门预算编制工作的通知", "policy-document"),
        ("关于辽宁省所提问题和建议办理情况的函", "policy-document"),
        ("云岭市行政规范性文件管理办法", "policy-document"),
        ("云岭市物业管理条例", "regulation"),
        ("云岭市人民政府令（第12号）", "regulation"),
        ("《云岭市托管办法》政策解读", "interpretation"),
        ("一图读懂云岭市托管办法", "interpretation"),
        ("云岭市2016年政府信息公开年度报告", "annual-report"),
        ("云岭市农业局依申请公开信息说明", "request-guide"),
        ("云岭市政府信息公开指南", "disclosure-guide"),
        ("云岭市财政局2024年部门预算", "budget"),
        ("云岭市2022年预算执行情况和2023年预算草案的报告", "budget"),
        ("云岭市财政局2024年度部门决算", "final-accounts"),
        ("云岭市2022年国民经济和社会发展统计公报", "statistics-bulletin"),
        ("云岭市第七次全国人口普查公报", "statistics-bulletin"),
        ("云岭市人民政府关于同意设立街区的批复", "approval-reply"),
        ("云岭市人民政府办公室关于科技节水建议的复函", "approval-reply"),
        ("对市政协十届四次会议第4626号提案的答复", "proposal-reply"),
        ("关于市人大代表第12号建议办理情况的复函", "proposal-reply"),
        ("关于限制货车通行的通告", "announcement"),
        ("2021年度预算执行审计结果公告", "announcement"),
        ("关于李志强等同志职务任免的通知", "personnel"),
        ("云岭市2023年公开招聘工作人员公告", "personnel"),
        ("云岭市2024年政务公开工作要点", "plan"),
        ("云岭市2017年政务公开工作总结", "work-summary"),
        ("某项目竞争性磋商公告", "tender"),
        ("行政处罚决定书", "penalty"),
        ("市政府第12次常务会议召开", "meeting"),
        ("云岭市人民政府公报2023年第2期", "gazette"),
        ("云岭市行政许可事项清单（2023年版）", "list"),
        ("停水通知", "notice"),
        ("云岭市财政局主要职责", "agency-profile"),
        ("副市长到江桥区调研", "news"),
        ("六合區2016年政府信息公開工作年度報告", "annual-report"),
    ],
)
def test_the_title_tells_the_kind(title: str, kind: str) -> None:
    assert classify(title).kind == kind


def test_an_order_makes_a_regulation_and_a_number_a_policy_document() -> None:
    assert classify("云岭市燃气管理办法", number_shape="order").kind == "regulation"
    assert classify("云岭市燃气管理办法", number_shape="document").kind == "policy-document"
    assert classify("云岭市应急预案", number_shape="document").kind == "policy-document"
    assert classify("云岭市应急预案").kind == "plan"


def test_what_nothing_tells_is_other_and_doubtful() -> None:
    reading = classify("云岭风光")
    assert (reading.kind, reading.certain) == ("other", False)
    assert reading.why


def test_the_column_helps_where_the_title_does_not() -> None:
    reading = classify("云岭风光", column="工作动态")
    assert (reading.kind, reading.certain) == ("news", False)


def test_a_page_without_title_is_judged_by_its_text() -> None:
    reading = classify("", text="一、政府信息公开工作的基本情况")
    assert (reading.kind, reading.certain) == ("annual-report", False)


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=30))
def test_any_title_gets_a_kind_of_the_vocabulary(title: str, text: str, column: str) -> None:
    assert classify(title, text=text, column=column).kind in KINDS
