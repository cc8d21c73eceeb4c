"""People named in public because of what they do there: office holders, judges, reporters, experts.

Their names are no personal data, nor is the telephone of the desk they sit at.
"""

from __future__ import annotations

import re

_OFFICIAL_TITLE = re.compile(
    r"(?:办案人|办案人员|话务员|团队长|接线员|座席员|坐席员|评估人员|[收审查估作核访]组成员|兽医|立卷人|归档人|接[电线警访件单]人|解读人|撰稿人|审稿人|登记员|颁证员|发证员|受理员|窗口人员|工作人员|局长|主任|科长|处长|股长|书记|[市县区镇乡村厅部省州院庭]长|检察长|审判长|审判员|陪审员|书记员|执行员|法官|检察官|公证员|执法人员|"
    r"检查人员|调查人员|民警|警官|承办人|主办人|协办人|审核人|审批人|签发人|核稿人|拟稿人|经办人|记录人|主持人|发言人|记者|编辑|仲裁员|调解员|交通警察|走访人|探访人|入户人|巡查人|执勤人员|值勤人员|值守人员|工作人员|勘验人|评估师|普查员|督导员|"
    r"理事长?|监事长?|[^机大开峰商][会]长|作者|译者|通讯员|(?<!班)组长|队长|所长|站长|校长|园长|董事长|总经理|经理|总监|工程师|专家|律师|教授|医师|医生|护士|[河湖林田链]长|网格员|"
    r"秘书长|主席|委员|(?<![方户庭])代表(?!人)|常委|总理|巡视员|调研员|参谋|政委|司令员|将军|执法证号|编审|责编|填表人|填报人|报送人|"
    r"审稿|公司负责人|项目负责人|单位负责人|部门负责人|统计负责人|机构负责人|会计主管|财务负责人|参加人员|主审|验收组|"
    r"评委|评标委员会?|监标人|公证人|抽样人|检验员|采样人|送检人|老师|同志任|法官助理|承办法官|主讲|讲师|教练|导师)$"
)
_APPROVES = re.compile(
    r"(?:意见|批示|审批|审核|审查|拟办)[\s：:|｜│]{0,4}(?:[^\n。]{0,20}[，。])?(?:同意|属实|不同意|拟同意|批准|准予|请[\u4e00-\u9fff]{1,12}(?:阅处|阅示|阅办|办理|研处|核处))[\u4e00-\u9fff]{0,8}[。，；、 \u3000：:]{0,2}$"
)
"""审批意见：同意。and then who approves."""
# 验收组成员：某某、某某、: the others of the list.
_LISTED = re.compile(r"(?:[：:]|(?<=人员))(?:[\u4e00-\u9fff·]{2,12}、){1,9}$")
# 报名电话：…（人事科某某）
_IN_DESK = re.compile(r"[0-9][（(][\u4e00-\u9fff]{0,10}(?:[科股室处局办]|中心)$")
# 调解员：镇人民调解委员会 某某
_BODY_BETWEEN = re.compile(
    r"(?:调解员|经办人?|承办人?|记录人?|书记员|审核人?|制表人?|填表人?|主持人|仲裁员|执法人员|报告人|慰问人|(?:帮教|包保)责任人|(?:建档|填表|登记|采集|录入|走访|核实|核查|复核|填报|受理|接待)(?:人|员)|[\u4e00-\u9fff]{2}人员)[：:\t][\u4e00-\u9fff]{1,20}(?:[局委办院校站所科股室处]|委员会|中心|公司|政府|大队|支队|工会|妇联|联合会)(?:[ \u3000]{1,4}|(?<=司法所)|(?<=老龄办)|(?<=办公室)|(?<=派出所)|(?<=[局委]))$"
)
_ON_DUTY = re.compile(
    r"(?<![被受拟待])(?:定损|慰问|帮教|帮教责任|检疫|核定|调查|勘测|测绘|评定|评估|鉴证|认证|复查|督导|评议|审定|审查|护送|指导|检定|核验|监测|评定|办理|经手|救援|受理|检测|检验|测量|采样|执法|执勤|巡查|勘查|勘验|抄表|安装|维修|质检|监督|审核|复核|核对|初审|终审|制表|填报|编制|校对|统计|接待|接访|接警|出警|处警|值班|带班|包保|包案|督办|督查|"
    r"联络|护理|转移责任|包联|承办|主办|协办|经办|核实|核查|验收|监理|签发|审批|拟稿|监考|阅卷|发证|颁证|官方|联系|主管|分管)(?:人员|员|人|者|民警|干部|法官|医师|兽医|护士|领导)$"
)
"""Who acts for an office is called by what he does there: 检定员, 核验员, 官方兽医, 承办民警."""
_OFFICIAL_PART = re.compile(
    r"^(?:法制|领导|部门|单位)?(?:经办|受理|承办|复核|核对|柜员|出纳|审核|审批|签发|核稿|拟稿|记录|主持|摄影|校对|制表|出席|列席|参会)$"
)
_TITLE_AFTER = re.compile(
    r"[（(](?!原)[^（）()\n]{0,10}(?:窗口|中心|[局科室股处])[）)]|[（(](?!业主|家长|村民)[\u4e00-\u9fff]{2,16}(?:社工站|服务站|工作站|卫生院|保障所|司法所|派出所|服务中心|事务所|办公室|[局所委办])[^（）()\n]{0,8}(?:[，,][^（）()\n]{0,30})?[）)]|[，,][ ]?(?:行政)?执法证|[，,](?:现任|时任|拟任)|[，,（(](?:[清明宋元唐汉晋隋]|民国|北宋|南宋|近代|现代|当代)[\u4e00-\u9fff]{0,6}(?:年间|时期|进士|举人|秀才|状元|[朝代末初人])|[，,][\u4e00-\u9fff]{4,24}(?:中心|医院|卫生院|学校|[中小大]学|幼儿园|[局站所院厂])[，,][\u4e00-\u9fff]{0,8}(?:[教医药护技]师|教师|工程师|农艺师|会计师|经济师|畜牧师|兽医师|研究员|教授|馆员|[讲导]师|编审|记者)(?![\u4e00-\u9fff])|家访了|已到场|到场核|同志负责|[ \u3000]{1,2}(?:职务|单位职务|警号)[：:]|[ （(]?(?:会计(?!师)|出纳|执法证|警号|检查证|局长|主任|科长|处长|股长|书记|副?[市县区镇乡厅部省]长|院长|庭长|法官|检察官|警官|律师|教授|专家|记者|主席|秘书长|所长|站长|校长|"
    r"队长|组长|经理|董事长|总经理|工程师|同志任|同志为|任[^务何意])"
)


_SIGNS_HERE = re.compile(r"(?:签字|签名|签章|盖章)$")
_HEAD_CHANGED = re.compile(
    r"(?:法定代表人|法人代表|负责人|理事长|会长|经营者)(?:由|从)(?:[\u4e00-\u9fff·]{2,4}变更为)?$"
)
_CONTACTS = ("联系人", "联络人", "联系员", "办理人")


def has_title(text: str, end: int) -> bool:
    """Whether the words up to ``end`` close with an office or a part in the proceedings."""
    if _APPROVES.search(text, max(0, end - 50), end) is not None:
        return True
    listed = _LISTED.search(text, max(0, end - 60), end)
    if listed is not None:
        end = listed.start() + (text[listed.start()] in "：:")
    if (
        _IN_DESK.search(text, max(0, end - 16), end)
        or _BODY_BETWEEN.search(text, max(0, end - 40), end) is not None
    ):
        return True
    words = text[max(0, end - 14) : end].rstrip("：: \u3000为是系")
    clause = _SIGNS_HERE.sub("", re.split(r"[，,。；;（(：:、\s]", words)[-1])
    return (
        _OFFICIAL_TITLE.search(clause) is not None
        or _OFFICIAL_PART.match(clause) is not None
        or _HEAD_CHANGED.search(text, max(0, end - 24), end) is not None
        or (_ON_DUTY.search(clause) is not None and not clause.endswith(_CONTACTS))
    )


def acts_officially(text: str, start: int, end: int) -> bool:
    """Whether the name from ``start`` to ``end`` bears a title before or behind it."""
    return _TITLE_AFTER.match(text, end) is not None or has_title(text, start)
