"""The fictional city of 清源 (Qingyuan): its bodies, their history, and who works there.

Everything here is invented. Region and organisation codes begin with 99, which no real place has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

CITY = "清源市"
REGION = "990100"
REFORM = date(2019, 1, 25)
"""The day the fictional institutional reform took effect: bodies renamed and merged."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body. ``former`` names it bore until the reform; ``heir`` took its powers over."""

    slug: str
    name: str
    short: str
    word: str
    duties: str
    former: str = ""
    former_short: str = ""
    heir: str = ""


OFFICE = Body(
    "city-office",
    "清源市人民政府办公室",
    "市政府办公室",
    "清政办发、清政办函",
    "协助市政府领导处理日常工作，承担政务公开、政务信息、督查督办等职责。",
)

DEPARTMENTS = (
    Body(
        "drc",
        "清源市发展和改革委员会",
        "市发展改革委",
        "清发改",
        "拟订国民经济和社会发展规划，管理价格、能源和重大项目。",
    ),
    Body(
        "edu", "清源市教育局", "市教育局", "清教", "统筹各级各类教育，组织招生考试，管理教师队伍。"
    ),
    Body(
        "sci",
        "清源市科学技术局",
        "市科技局",
        "清科",
        "拟订科技创新规划，管理科技计划和高新技术企业认定。",
    ),
    Body(
        "industry",
        "清源市工业和信息化局",
        "市工信局",
        "清工信",
        "推进工业经济运行、信息化建设和中小企业服务。",
        "清源市经济和信息化委员会",
        "市经信委",
    ),
    Body("ethnic", "清源市民族宗教事务局", "市民宗局", "清民宗", "管理民族事务和宗教事务。"),
    Body(
        "police",
        "清源市公安局",
        "市公安局",
        "清公",
        "维护社会治安，管理户政、出入境和道路交通安全。",
    ),
    Body(
        "civil",
        "清源市民政局",
        "市民政局",
        "清民",
        "负责社会救助、养老服务、婚姻登记、地名和社会组织管理。",
    ),
    Body(
        "justice",
        "清源市司法局",
        "市司法局",
        "清司",
        "承担行政复议、规范性文件审核、法律援助和人民调解。",
    ),
    Body(
        "finance",
        "清源市财政局",
        "市财政局",
        "清财",
        "编制市级预算决算，管理政府采购、国有资产收益和债务。",
    ),
    Body(
        "hr",
        "清源市人力资源和社会保障局",
        "市人社局",
        "清人社",
        "负责就业、社会保险、人事考试和劳动关系。",
    ),
    Body(
        "land",
        "清源市自然资源和规划局",
        "市自然资源和规划局",
        "清自然资",
        "负责土地、矿产、测绘、不动产登记和国土空间规划。",
        "清源市国土资源局",
        "市国土资源局",
    ),
    Body(
        "eco",
        "清源市生态环境局",
        "市生态环境局",
        "清环",
        "负责环境影响评价、污染防治、环境监测和执法。",
        "清源市环境保护局",
        "市环保局",
    ),
    Body(
        "housing",
        "清源市住房和城乡建设局",
        "市住建局",
        "清住建",
        "负责住房保障、房地产市场、城市建设和老旧小区改造。",
    ),
    Body(
        "transport",
        "清源市交通运输局",
        "市交通运输局",
        "清交",
        "负责公路水路运输、公共交通和道路运输管理。",
    ),
    Body(
        "water",
        "清源市水利局",
        "市水利局",
        "清水",
        "负责水资源管理、河湖长制、防汛抗旱工程和农村饮水。",
        "清源市水务局",
        "市水务局",
    ),
    Body(
        "agri",
        "清源市农业农村局",
        "市农业农村局",
        "清农",
        "负责种植业、畜牧业、农产品质量安全和乡村建设。",
        "清源市农业局",
        "市农业局",
    ),
    Body(
        "commerce",
        "清源市商务局",
        "市商务局",
        "清商",
        "负责商贸流通、外贸外资、电子商务和成品油管理。",
    ),
    Body(
        "culture",
        "清源市文化广电和旅游局",
        "市文广旅局",
        "清文旅",
        "负责公共文化、广播电视、旅游和文物保护。",
        "清源市文化广电新闻出版局",
        "市文广新局",
    ),
    Body(
        "health",
        "清源市卫生健康委员会",
        "市卫生健康委",
        "清卫",
        "负责医疗卫生、疾病预防、妇幼健康和医师资格。",
        "清源市卫生和计划生育委员会",
        "市卫生计生委",
    ),
    Body(
        "veterans",
        "清源市退役军人事务局",
        "市退役军人局",
        "清退役",
        "负责退役军人安置、优待抚恤和褒扬纪念。",
    ),
    Body(
        "emergency",
        "清源市应急管理局",
        "市应急局",
        "清应急",
        "负责安全生产监督、应急救援和防灾减灾。",
        "清源市安全生产监督管理局",
        "市安监局",
    ),
    Body(
        "audit",
        "清源市审计局",
        "市审计局",
        "清审",
        "对财政收支、国有企业和领导干部经济责任进行审计监督。",
    ),
    Body(
        "sasac",
        "清源市人民政府国有资产监督管理委员会",
        "市国资委",
        "清国资",
        "履行出资人职责，监管市属国有企业。",
    ),
    Body(
        "market",
        "清源市市场监督管理局",
        "市市场监管局",
        "清市监",
        "负责市场主体登记、食品药品、特种设备、价格和质量监管。",
        "清源市工商行政管理局",
        "市工商局",
    ),
    Body("sports", "清源市体育局", "市体育局", "清体", "负责群众体育、竞技体育和体育设施。"),
    Body(
        "stats",
        "清源市统计局",
        "市统计局",
        "清统",
        "组织统计调查，发布国民经济和社会发展统计数据。",
    ),
    Body(
        "insurance",
        "清源市医疗保障局",
        "市医保局",
        "清医保",
        "负责基本医疗保险、医疗救助、药品和医疗服务价格。",
    ),
    Body(
        "finance-office",
        "清源市地方金融管理局",
        "市金融局",
        "清金",
        "负责地方金融组织监管和防范非法集资。",
        "清源市人民政府金融工作办公室",
        "市金融办",
    ),
    Body("petition", "清源市信访局", "市信访局", "清信", "受理群众来信来访，督办信访事项。"),
    Body(
        "grain",
        "清源市粮食和物资储备局",
        "市粮食和储备局",
        "清粮",
        "负责粮食流通、收购价格和应急物资储备。",
        "清源市粮食局",
        "市粮食局",
    ),
    Body(
        "forest",
        "清源市林业局",
        "市林业局",
        "清林",
        "负责造林绿化、林木采伐、野生动植物保护和森林防火。",
    ),
    Body(
        "service",
        "清源市行政审批服务局",
        "市行政审批局",
        "清审批",
        "负责集中审批、政务服务大厅和公共资源交易平台。",
        "清源市政务服务中心管理办公室",
        "市政务服务办",
    ),
    Body(
        "enforce",
        "清源市城市管理局",
        "市城管局",
        "清城管",
        "负责市容环境卫生、停车秩序、生活垃圾分类和综合执法。",
    ),
    Body(
        "data",
        "清源市数据局",
        "市数据局",
        "清数",
        "统筹数据资源、政务数据共享和数字政府建设。",
        "清源市大数据管理中心",
        "市大数据中心",
    ),
    Body(
        "fund",
        "清源市住房公积金管理中心",
        "市公积金中心",
        "清公积金",
        "负责住房公积金归集、提取、贷款和增值收益管理。",
    ),
    Body(
        "disabled",
        "清源市残疾人联合会",
        "市残联",
        "清残联",
        "负责残疾人康复、就业、辅助器具和权益保障。",
    ),
    Body(
        "supply", "清源市供销合作社联合社", "市供销社", "清供", "指导供销合作社和农业社会化服务。"
    ),
    Body("civil-air", "清源市人民防空办公室", "市人防办", "清人防", "负责人民防空工程和警报设施。"),
    Body(
        "foreign",
        "清源市人民政府外事办公室",
        "市外办",
        "清外",
        "负责外事管理、友好城市和出入境服务。",
    ),
    Body("archive", "清源市档案馆", "市档案馆", "清档", "收集保管档案，设立政府信息公开查阅点。"),
)

ABOLISHED = (
    Body("quality", "清源市质量技术监督局", "市质监局", "清质监", "质量技术监督。", heir="market"),
    Body(
        "food-drug",
        "清源市食品药品监督管理局",
        "市食药监局",
        "清食药监",
        "食品药品监督管理。",
        heir="market",
    ),
    Body("legal", "清源市人民政府法制办公室", "市法制办", "清法", "政府法制工作。", heir="justice"),
)

BUREAU = Body(
    "secrecy-bureau",
    "清源市国家保密局",
    "市国家保密局",
    "清保",
    "指导保密工作，确定是否属于国家秘密的事项。",
)
"""The 保密行政管理部门, which bodies ask in doubt (《条例》第十七条第三款)."""

COUNTIES = (
    ("linhu", "临湖县", "临湖", "990121", "临政"),
    ("dongshan", "东山县", "东山", "990122", "东政"),
    ("anhe", "安河区", "安河", "990102", "安政"),
)
COUNTY_DEPARTMENTS = (
    ("office", "人民政府办公室", "政府办", "政府日常工作和政务公开。"),
    ("edu", "教育局", "教育局", "义务教育、招生和学校安全。"),
    ("civil", "民政局", "民政局", "社会救助、养老服务和地名管理。"),
    ("finance", "财政局", "财政局", "县级预算决算和惠民补贴。"),
    ("housing", "住房和城乡建设局", "住建局", "住房保障和城乡建设。"),
    ("agri", "农业农村局", "农业农村局", "种植业、畜牧业和乡村建设。"),
    ("health", "卫生健康局", "卫生健康局", "医疗卫生和疾病预防。"),
    ("market", "市场监督管理局", "市场监管局", "市场主体登记和食品药品监管。"),
)
TOWNS = (
    ("linhu", "chengguan", "城关镇"),
    ("linhu", "baisha", "白沙镇"),
    ("linhu", "shiqiao", "石桥镇"),
    ("linhu", "huwan", "湖湾乡"),
    ("dongshan", "dongshan-town", "东山镇"),
    ("dongshan", "songling", "松岭镇"),
    ("dongshan", "yunfeng", "云峰乡"),
    ("dongshan", "heshi", "鹤石乡"),
    ("anhe", "jiangbei", "江北街道办事处"),
    ("anhe", "nanmen", "南门街道办事处"),
    ("anhe", "xinqu", "新渠街道办事处"),
    ("anhe", "anhe-town", "安河镇"),
)

STAFF = (
    ("admin", "周明远", "city", "系统管理员", "system-administrator"),
    ("chief", "李清和", "city", "公开办主任", "disclosure-director"),
    ("clerk", "王晓岚", "city", "公开办经办", "disclosure-clerk"),
    ("registrar", "钱晓敏", "city", "依申请登记员", "request-registrar"),
    ("handler", "沈立新", "city", "依申请承办人", "request-handler"),
    ("legal", "高文博", "city", "合法性审查员", "legal-reviewer"),
    ("secrecy", "冯静远", "city", "保密审查员", "secrecy-reviewer"),
    ("signer", "韩志平", "city", "市政府公开负责人（审核、签发）", "agency-lead"),
    ("housing", "陈建国", "housing", "市住建局公开负责人", "agency-lead"),
    ("edu", "赵文静", "edu", "市教育局经办", "agency-clerk"),
    ("linhu", "孙立新", "linhu", "临湖县公开负责人", "agency-lead"),
    ("edu-lead", "林国栋", "edu", "市教育局公开负责人（审查、发布）", "agency-lead"),
    ("edu-secrecy", "何秀英", "edu", "市教育局保密审查员", "secrecy-reviewer"),
    ("housing-clerk", "马春林", "housing", "市住建局经办", "agency-clerk"),
    ("housing-secrecy", "罗志远", "housing", "市住建局保密审查员", "secrecy-reviewer"),
    ("linhu-clerk", "谢雪梅", "linhu", "临湖县公开经办", "agency-clerk"),
    ("linhu-secrecy", "唐永安", "linhu", "临湖县保密审查员", "secrecy-reviewer"),
    ("justice", "程文华", "justice", "市司法局审查员（答复联合审查）", "legal-reviewer"),
    (
        "bureau",
        "邓振宇",
        "secrecy-bureau",
        "市国家保密局审查员（答复联合审查）",
        "secrecy-reviewer",
    ),
    ("auditor", "吴正", "audit", "审计员", "auditor"),
    ("inspector", "郑敏", "city", "督查员", "supervisor"),
    ("reader", "蒋和平", "city", "检查员（只读）", "inspector"),
)
"""(log-in, name, agency, description, role code)

Every body whose people draft has reviewers of its own beside them, as 《条例》第十七条 asks of each
body: a lead for 合法性 and 发布, somebody for 保密, and a second person for 要件.
"""

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = [
    "志远",
    "晓东",
    "海燕",
    "建平",
    "文华",
    "丽娟",
    "国强",
    "雪梅",
    "立群",
    "秀英",
    "振宇",
    "佳慧",
    "永安",
    "春林",
    "明哲",
    "思源",
    "桂芳",
    "少华",
    "培军",
    "雅琴",
]
