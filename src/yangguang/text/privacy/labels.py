"""Words that stand directly before a number and say what it is.

Each question is whether what stands before ends with such a word, and at times with a bracket and a
few digits behind it. The callers ask in order, longest meaning first: 执法证件号 is asked before 证件号,
and 举报电话 before 电话.
"""

from __future__ import annotations

import re

from yangguang.text.privacy.closings import Closing

_BRACKET = re.compile(r"[（(][^（）()]{0,20}[）)]$")
_SHORT_BRACKET = re.compile(r"[（(][^（）()]{0,14}[）)]$")


def _without_bracket(words: str, bracket: re.Pattern[str] = _BRACKET) -> str:
    """The words before a bracket that closes them."""
    if words[-1:] not in ("）", ")"):
        return words
    found = bracket.search(words)
    return words if found is None else words[: found.start()]


_ID = Closing(
    r"身份证(?:件)?(?:号码?|证号|明号码?)?|公民身份(?:证)?号码?|居民身份(?:证)?号码?|身份号码|身份识别号码?|"
    r"(?:有效)?(?:身份)?证件(?:号码?|编号)?|身份证明(?:号码?)?|证件类型及号码|身证号码?|社会保障号码?|社保号码?|公民号码|[旧原老](?:身份)?证号码?|"
    r"ID(?:号码?|NO\.?)?|id"
)


def is_id_label(words: str) -> bool:
    """Whether words end with the label of an ID: 身份证号码（必填）."""
    return _ID.ends(_without_bracket(words))


_PHONE = Closing(
    r"手机号?码?|移动电话|联系(?:电话|方式|手机|号码)|电话号?码?|来电|致电|去电|拨打|微信号?|微信同号|小灵通|短号|固话|座机|"
    r"[Tt][Ee][Ll]\.?|[Pp]hone|[Mm]obile|[Mm]\.?P\.?|通讯方式|通讯号码|通联方式|机主|联络电话|联络方式|"
    "电[ \u3000\t]?话"
)


def is_phone_label(words: str) -> bool:
    """Whether words end with the label of a telephone, two digits behind it at most: 电话1."""
    if words[-1:].isdecimal():
        words = words[:-1]
        if words[-1:].isdecimal():
            words = words[:-1]
    words = _without_bracket(words, _SHORT_BRACKET)
    return _PHONE.ends(words) or (words.endswith("号码") and not _OTHER.ends(words))


def is_spent(text: str, start: int) -> bool:
    """Whether the number that the label before ``start`` names has been told: 身份证号3205…，138…."""
    return _VALUED.search(text, max(0, start - 40), start) is not None


_VALUED = re.compile(
    r"(?<![0-9０-９A-Za-z])(?:[0-9０-９][0-9０-９ ]{13,23}[0-9０-９Xx\uff38\uff58]|[EGDPS][A-Z]?[0-9]{7,8})[）)]?[，,；;、/／ \u3000]{1,3}$"
)
PERSONAL_PHONE = re.compile(
    r"(?:来电|您|你|客户|主叫|家庭|住宅|宅|家里|私人|家中|本人|个人|私人|其|他的|她的|我的|父亲|母亲|家长|监护人|委托人|申请人|当事人|户主|患者|学生|村民|原告|被告|业主|"
    r"车主|家属|紧急联系人?|亲属|配偶|投诉人|举报人|信访人|收件人|驾驶[人员]|住户|租客|房东|本人手机|姓名及|农户|受害人|受援人|受助人|求助人|报案人|报警人|参保人|领取人|领款人|借款人|购房人|报名人|应聘人|求职人|就诊人|缴费人|承租人|纳税人|贷款人|死者|逝者)"
    r"(?:的)?(?:联系|固定|移动|常用)?(?:手机|电话|电|方式|号码|座机|邮箱|电子邮箱|电子邮件|手机号|手机号码|电话号码|Email|E-mail)(?:号码|号|地址)?$"
)
LEFT_PHONE = re.compile(
    r"主叫$|(?<!单位)(?<!公司)所留的?(?:手机|电话|号码)(?:号码?)?$|"
    r"(?:打|拨|拨打|留)我的?(?:电话|手机)(?:号码?)?$|(?:联系|找|打给)我(?:请|可)?(?:拨打|致电|打|拨)?$|(?<!单位)(?<!公司)(?:留下|留有|留了)(?:其|本人)?(?:微信同号|联系)?(?:手机|电话|号码)(?:号码?)?$|"
    r"(?:[你您其]|当事人|申请人|来电人)[^，。；]{0,10}(?:预留|留下|登记|填写|所留)的$|"
    r"(?<!单位)(?<!企业)(?<!公司)(?<!我局)(?<!机构)(?:登记|填写|预留|提供|留存|留下|填报|申报|提交|[人其们方]留)的(?:联系|回电|回访)?(?:手机|电话|联系方式|号码)(?:号码?)?$|"
    r"(?<!单位)(?<!公司)提供的联系(?:方式|电话)[为是：:]{0,2}(?:手机|电话)(?:号码?)?$|已(?:经)?(?:拨打)?电话$|投诉人[\u4e00-\u9fff·]{2,12}[，,（(]预[订定约](?:电话|手机)(?:号码?)?$|预约(?:人)?手机(?:号码?)?$|(?:暂住|居住|户籍|入住)登记(?:的)?(?:手机|电话)(?:号码?)?$|收悉[（(](?:[^（）()]{0,40}[，,、；;])?(?:联系)?(?:手机|电话|联系方式)(?:号码?)?$|"
    r"(?:填写|预留|登记|提供|留)的(?:电子)?(?:邮箱|邮件)[^。；，]{0,40}[，、](?:联系)?(?:手机|电话)(?:号码?)?$|"
    r"(?:家属|家人|亲属|亲人|失主|本人)(?:取得)?联系[，,：: ]{0,2}(?:联系)?(?:手机|电话)(?:号码?)?$"
)
"""A telephone that somebody left with an office, or where his family is to be called."""
LEFT_ENDS = frozenset("叫机话码号我的打拨电式")
"""With what such words end: asked first, since the pattern is dear."""
# Each alternative begins with a sign of its own: the engine then passes over all other signs quickly.
_OFFICE_WORDS = (
    "双拥|团队|办公|监督|热线|值班|服务|客服|客户|救援|救助|寻亲|寻人|认领|失物|预约|订票|业务|招生|招聘|招商|报名|采购|受理|受案|接待|维修|抢修|应急|联络处|传真|公示|公开|抢险|"
    "调度|监管|监察|纪检|督查|查询|单位|窗口|大厅|前台|总机|局|委|科|处|股|部门|中心|公司|医院|学校|派出所|门诊|急诊|24小时|二十四小时|全天|机构|技术支持|售后|官方|"
    "征集|意见|反馈|防汛|防火|森林|火警|巡查|值守|廉政|政风|行风|扫黑|除恶|打非|征兵|挂号|销售|外卖|编辑部|发行|广告|订阅|供水|供电|供热|供气|燃气|物业|社区|居委会|"
    "村委会|政府|办公室|公布|开通|设立|设置|预订|预定|订房|客栈|酒店|开票|财务|税务|片区|客户经理|片区经理|网格|包保|招租|资产|街道|乡镇|乡办|镇办|村办|县办|市办|区办|省办|教办|党办|综治|团购"
)
_ASKED_FOR = "举报 投诉 咨询 信访 反映 求助 报警 报修 检举 维权 消费 订餐 保修 采购"
"""What people ask an office for: 举报电话 is the office's, 举报人电话 is not."""
_HOTLINES = "120 110 119 12345 12315"
_OFFICE_PHONE = re.compile(
    "(?:"
    + "|".join(
        [
            _OFFICE_WORDS,
            *(rf"{word}(?!人(?!员)|者|户|当事|一案|案件)" for word in _ASKED_FOR.split()),
            *(rf"{line}(?<!\d{line})(?![号栋幢室弄])" for line in _HOTLINES.split()),
        ]
    )
    + r")[^，。；：,;:！!？?\d]{0,10}$"
)
_OFFICE_REACH = 10 + max(
    map(len, f"{_OFFICE_WORDS} {_ASKED_FOR} {_HOTLINES}".replace("|", " ").split())
)
_SOMEBODY_AFTER = re.compile(
    r"群众|[居村市网]民|其|[侄儿孙]子|[女]儿|丈夫|妻子|[父母]亲|先生|女士|同学|学生|家长|接到|收到|房东|租[客户]|业主|车主|户主|家属|患者|乘客|老人|向|与|(?:已|曾|多次|立即|随即|及时|[员警部人])(?:联系|致电|拨打|通知)"
)


def is_office_phone(words: str) -> bool:
    """Whether words end with a body's telephone, and speak of nobody behind the body's name.

    我局收到群众谭立群（电话 and 村委会与其侄子高某（ name a body, but the number is the person's.
    """
    found = _office_phone(words)
    if found is None or _EMPLOYED.search(words) or _SOMEBODYS.search(words):
        return False
    return _SOMEBODY_AFTER.search(found[0]) is None


# 申请人：熊科 联系手机: the last sign of a name is no office.
_SOMEBODYS = re.compile(
    r"(?:人(?<!联系人)(?<!经办人)(?<!负责人)(?<!联络人)(?<!承办人)|者|户主|姓名|[原被]告)[：:][\u4e00-\u9fff]{2,3}的?(?:本人|个人|联系)?(?:手机|电话|方式)(?:号码?)?$"
)
_EMPLOYED = re.compile(
    r"(?:工作单位|单位及职务)[\u4e00-\u9fff]{1,14}?(?:联系)?(?:方式|电话|手机)(?:号码?)?$"
)
"""工作单位 务农 联系方式: two fields of a person."""


def is_office_heading(words: str) -> bool:
    """Whether a column is headed as that of bodies' telephones."""
    return _office_phone(words) is not None


def _office_phone(words: str) -> re.Match[str] | None:
    return _OFFICE_PHONE.search(words, max(0, len(words) - _OFFICE_REACH))


_CARD = Closing(
    r"银行卡(?:号码?|账号|帐号)?|储蓄卡(?:号码?)?|借记卡(?:号码?)?|信用卡(?:号码?)?|工资卡(?:号码?)?|"
    r"(?:惠农)?一[卡折]通(?:号码?|账号|帐号)?|存折号?码?|卡号|"
    r"(?:银行|个人|本人|收款|开户|领款|打款|发放|存折|转入|转出|户主|农户|补贴|退款|其)?(?:银行)?(?:账号|帐号|账户|帐户|账|帐)(?:号码?)?|"
    r"社(?:会)?保(?:障)?卡(?:金融)?(?:账号|卡号|号码?)?|"
    r"(?:农商行|农行|工行|建行|中行|邮政|邮储|信用社|农信社|农信|银行)(?:卡|账号|帐号)(?:号码?)?|尾号|"
    r"(?:[转汇打存划]入|[转汇打存划]至|[转汇打存]到|发放[至到]|退[至回到])(?:了|其|本人|个人|他|她)?(?:名下|本人)?"
)
_BANKS = (
    "银行", "信用社", "农商行", "农信社", "农信联社", "支行", "分理处", "营业部", "储蓄所",
)  # fmt: skip


def is_card_label(words: str) -> bool:
    """Whether words end with the label of a card or account, a bank's name behind it or not."""
    words = _without_bracket(words)
    if _CARD.ends(words):
        return True
    named = words[:-1] if words[-1:] in ("：", ":") else words
    return any(
        _ends_before_bank(named, len(named) - len(bank)) for bank in _BANKS if named.endswith(bank)
    )


def _ends_before_bank(words: str, kind: int) -> bool:
    """Whether a label ends before the bank whose name runs on to ``kind``: 账号：清源市农商行."""
    for at in range(kind - 1, max(0, kind - 10) - 1, -1):
        if not "\u4e00" <= words[at] <= "\u9fff":
            return False
        label = words[:at]
        if kind - at > 1 and (
            _CARD.ends(label) or (label[-1:] in ("：", ":") and _CARD.ends(label[:-1]))
        ):
            return True
    return False


_OTHER = Closing(
    r"(?:编号|编码|单号|流水号|批号|文号|字第|证书号?码?|许可证号?码?|执照号?码?|合同号?|发票号?码?|发票代码|代码|项目号|订单号?|"
    r"注册号|备案号?|案号|受理号|受理编号|索引号|QQ号?码?|QQ群|群号|学号|工号|准考证号?码?|报名序号|报名号|考号|条形?码|"
    r"登记号码?|序号|税号|识别号|资质证?号?|图号|地块号?|宗地号?|宗地代码|单元号|档案号|执法证(?:件)?号?码?|执法证号|执法编号|"
    r"警号|检查证号?|车架号|发动机号|VIN|运单号?|快递单号|邮编|邮政编码|设备号|户号|表号|用户号|用户编号|客户编号|缴费编号|"
    r"凭证号?|票据号?|票号|缴款码|缴款书|支票号|行号|联行号|国标码|标准号|型号|规格|批准文号|注册证号?|备案凭证|产品批号|"
    r"生产批号|进货批次|批次号?|ISBN|ISSN|刊号|书号|统一书号|序列号|杆号|桩号|牌号|箱号|柜号|铺号|摊位号|卷号|页号|站号|机号|炉号|罐号|查询码|验证码|二维码|追溯码|监管码|任务号|工单号?|"
    r"工单编号|事项编码|实施编码|项目代码|监督号|监管号|合同编号|库号|仓单|坐标|经度|纬度|基本户|对公账号|财政专户|专户账?号?|"
    r"公户|保证金账号|执业证号?|资格证号?|职业资格|教师资格证?号?|记者证号?|证号|邮箱密码|密码|口令|合计|共计|总计|金额|资金|"
    r"总额|总投资|投资额|面积|产值|收入|支出|余额|约为|约计|达到|高达|为人民币|人民币|￥|¥|\$|No\.?|NO\.?|№|IMEI|MAC|IP|"
    r"设备识别码|商品编码|税收分类编码|海关编码|HS编码|地理编码|区划代码|分类号|图斑号|小班号|林班|桩号|里程|井号|水表号|"
    r"电表号|病历号|病案号|住院号|门诊号|床号|检验号|样本号|标本号|抽样单编号|抽样编号|检测报告|报告编号|药品本位码|国药准字|"
    r"卫食证字|SC|社会信用|信用代码|机构代码|组织机构代码证?号?)(?:号码?)?"
)
_OTHER_SIGN = re.compile(
    r"[XxYy第年月日字](?:(?<![A-Za-z0-9].)(?<=[XxYy])|(?<![\u4e00-\u9fff].)(?<=第)|(?<=[0-9０-９][年月日])|(?<=国药准字)[A-Z])(?:号码?)?$"
)
"""Signs that are a label only behind certain others."""
_OTHER_ENDS = frozenset("XxYy第年月日号码ABCDEFGHIJKLMNOPQRSTUVWXYZ")


_BORN = re.compile(r"[男女][/／,，、|｜ ]{0,3}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日$")
"""曹子轩/男/1960年10月23日/…: the day of birth in a line of one person."""


def is_other_label(words: str) -> bool:
    """Whether words end with the label of a number that is nobody's own: 许可证编号, 合计."""
    words = _without_bracket(words)
    if _OTHER.ends(words):
        return True
    if words[-1:] == "日" and _BORN.search(words) is not None:
        return False
    return words[-1:] in _OTHER_ENDS and _OTHER_SIGN.search(words) is not None


OTHER_CARD = re.compile(
    r"(?:公交|会员|加油|购物|门禁|IC|ic|校园|饭|ETC|医保|就诊|SIM|sim|借书|电话|流量|充值|礼品|优惠|积分|贵宾|VIP|停车|考勤|工作|油|水|电|燃气|健身|房|读者|图书|"
    r"保修|质保|上网|手机)(?:一卡通|卡)(?:卡号|号码?|编号)?$"
)
PUBLIC_ACCOUNT = re.compile(
    r"对公|公户|基本户|基本存款|一般户|专户|财政|国库|保证金|罚没|非税|公司|单位|集团|协会|基金会|慈善|红十字|局|委|中心|医院|学校|"
    r"税务|行政|政府|收款单位|账户名称|捐赠|捐款|投标|履约|代收|执收|缴款|罚款|缴纳|工会|合作社|事务所|管理所|村委会|经济联合社|厂|商行"
)
AMOUNT_AFTER = re.compile(
    r"[ \u3000]?(?:个(?!人(?:电子|邮|信箱|微信|爱好|简历|身份|账|银行))|[元万亿吨米%％‰人件次亩台套辆吨册股斤立]|户(?![主籍口名号])|平方|千[克米瓦]|公[里斤顷]|美元|港元|欧元|kW|kg|km|m[²³]?(?![A-Za-z0-9])|㎡|度电|标准)"
)
