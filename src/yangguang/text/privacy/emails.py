"""E-mail addresses: the words around decide whose they are, since offices use free services too."""

# ruff: noqa: RUF001 - characters that look alike are what scanners and typists mix up

from __future__ import annotations

import re

from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.leading import is_named, sits_at_desk
from yangguang.text.privacy.masks import masked_email
from yangguang.text.privacy.numberplans import is_mobile
from yangguang.text.privacy.rows import Row
from yangguang.text.privacy.surroundings import Subject, Surroundings

_LOCAL_SIGN = frozenset(
    chr(code + shift)
    for shift in (0, 0xFEE0)
    for code in map(ord, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-")
)
"""Half-width and full-width signs of the part before the @."""
# 县长某某，邮箱…: a leader's mailbox is an office's.
_LEADER = re.compile(
    r"(?:[市县区州镇乡局厅处院校]长|书记|主任|主席)[\u4e00-\u9fff]{2,3}[，,：: （(]{1,2}(?:电子|公务|工作)?(?:邮箱|信箱|邮件)[：: ]{0,2}$"
)
_I_AM = re.compile(r"[，,。 ]{1,2}[我俺](?:姓|叫|是(?![\u4e00-\u9fff]{0,6}(?:局|委|单位|公司)))")
_GLUED = re.compile(r"(?:E-?mail|e-?mail|EMAIL|E-MAIL|Mail|QQ)(?=[A-Za-z0-9])")
_AT = re.compile(r"[@＠][ ]?")
_AT_WITH_BLANK = re.compile(r"[ @＠](?:(?<= )[@＠])?(?<! )[ ]?")
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9Ａ-Ｚａ-ｚ０-９][A-Za-z0-9\-Ａ-Ｚａ-ｚ０-９]{0,62}[.．]){1,5}[A-Za-zＡ-Ｚａ-ｚ]{2,10}(?![A-Za-z0-9])"
)
_PERSONAL_MAIL = re.compile(
    r"(?:其(?:指定|预留|提供|填写)|发件|来件|来信|注册|本人|个人|私人|其|他的|她的|我的|申请人|当事人|投诉人|举报人|信访人|学生|家长|患者|业主|原告|被告|收件人|报名人|应聘人|"
    r"考生|报名者|[我俺他她你您][\u4e00-\u9fff]{0,4}的|(?<![\u4e00-\u9fff])我|[到至往给]我)(?:的)?(?:常用|联系)?(?:电子)?(?:邮箱|邮件|信箱|Email|E-mail|email)(?:地址|账号)?$"
)
_MAIL_ENDS = frozenset("箱件l址号")
"""With what `_PERSONAL_MAIL` ends: asked first, since the pattern is dear."""
_OFFICE_MAIL = re.compile(
    r"(?:票据|活动|对公|科室|会务|评选|评审|组委会|赛事|大赛|平台|部门|窗口|史料|线索|档案|捐赠|开票|举报|投诉|监督|咨询|办公|公共|公开|官方|单位|机关|征集|意见|反馈|建议|投稿|稿件|招聘|招生|报名|简历|应聘|受理|服务|工作|政务|"
    r"信访|纪检|书记|局长|市长|县长|区长|镇长|主任|院长|校长|编辑部|征稿|申报|报送|接收|收件|指定|专用|统一|采购|招标|代理|联系处|公示|"
    r"公司|局|委|厅|办公室|办|科|处|中心|学校|医院)(?:联系|电子|专用){0,2}(?:邮箱|邮件|信箱|Email|E-mail|email)(?:地址|账号)?$"
)
_SEND_TO = re.compile(
    r"请[\u4e00-\u9fff]{1,10}(?:于[^，。；]{1,14})?(?:前)?(?:反馈|报送|上报|回复)|简历投递|投递|应聘材料|发送(?:至|到)|发(?:至|到|往)|反馈(?:至|到)|报送?(?:至|到)|传(?:至|到)|发送[^，。；]{1,20}至|(?:或|材料请|简历请|稿件请)发$|投(?:递|寄|稿)?(?:至|到)|(?:投稿|来稿|稿件|材料|意见|作品)请[寄发投]|寄(?:至|到)|邮件(?:至|到)|提交(?:至|到)|"
    r"电邮(?:至|到|给)|回传|上报|函告|邮箱报名|网上报名|可通过|通过以下|以下方式|请(?:将|于|在|把)|打包|命名|扫描件|电子版|回执"
)
_OFFICE_LOCAL = re.compile(
    r"^(?:info|office|admin|service|hr|zhaopin|job|jubao|tousu|bgs|zwgk|xxgk|zfb|xxzx|zjj|wjj|jyj|fgw|public|webmaster|contact|support|"
    r"press|news|mail|post|xinfang|zhaobiao|cg|zb|kefu|gov|zfxxgk|ysqgk|dzgk|gongkai|bangongshi|dangban|zuzhi)|"
    r"(?:bgs|xxgk|zwgk|office|jubao|gov|zhaopin|ysqgk|bangongshi|jyj|wjw|fgj|gaj|czj|zrzy|sthj|scjg|yjj|ylbz|rsj|zfcxj|jtj|nyncj|swj|wlj|tyj|tjj|ybj|cgj|xzsp|"
    r"sfj|mzj|sjj|gzw|kjj|gxj|lyj|slj|qxj)$",
    re.IGNORECASE,
)


def find_emails(text: str, around: Surroundings) -> list[Finding]:
    """E-mail addresses with a judgement whose they are; the domain alone never decides."""
    found: list[Finding] = []
    if "@" not in text and "＠" not in text:
        return found
    signs = _AT_WITH_BLANK if " @" in text or " ＠" in text else _AT
    for sign in signs.finditer(text):
        domain = _DOMAIN.match(text, sign.end())
        start = sign.start()
        floor = max(0, start - 64)
        while start > floor and text[start - 1] in _LOCAL_SIGN:
            start -= 1
        glued = _GLUED.match(text, start, sign.start())
        if glued is not None:
            start = glued.end()
        while start < sign.start() and text[start] in "._%+-＿．":
            start += 1
        if domain is None or start == sign.start():
            continue
        end = domain.end()
        confidence, why = _judged_email(text[start:end], start, end, around)
        found.append(
            Finding(
                start,
                end,
                text[start:end],
                Kind.EMAIL,
                confidence,
                why,
                masked_email(text[start:end].replace(" ", "")),
            )
        )
    return found


def _is_personal_mail(words: str) -> bool:
    return words[-1:] in _MAIL_ENDS and _PERSONAL_MAIL.search(words) is not None


def _judged_email(written: str, start: int, end: int, around: Surroundings) -> tuple[float, str]:
    address = written.replace(" ", "").replace("＠", "@").lower()
    local, _, domain = address.partition("@")
    if address in around.context.official_mailboxes:
        return 0.05, "是本机关已公布的邮箱"
    place = around.place(start, end)
    words = place.label
    if _LEADER.search(place.clause):
        return 0.15, "是领导的公务邮箱"
    if _REPLIED_BY.search(place.clause) and not _OFFICE_LOCAL.search(local):
        return 0.85, "是答复要送达的邮箱"
    if _LEFT_BY.search(place.clause):
        return 0.8, "是当事人预留的邮箱"
    if _CAME_FROM.search(place.clause) or (
        _WROTE_BY.search(place.clause)
        and _WROTE.match(place.after)
        and not _INVITED.search(place.clause[-30:])
    ):
        return 0.8, "是来信人的邮箱"
    if _IN_BRACKET.search(place.clause) and is_named(around.text, start):
        return 0.85, "写在人名之后的括号里"
    if _OFFICES_OWN.match(place.after) or _BODY_BEHIND.match(place.after):
        return 0.1, "后文说明是单位的邮箱"
    if _OWNED.search(place.clause) and is_named(around.text, start):
        return 0.82, "前面写明是此人的邮箱"
    if _TO_OFFICE.search(place.clause) or (
        _RECEIVER.search(words) and _SENDER.search(around.text, max(0, start - 160), start)
    ):
        return 0.15, "是来信所寄往的邮箱"
    if _CAME_IN.search(words) and _CHANNELS.search(around.sentence(start)):
        return 0.15, "是单位公布的联系渠道"
    if _is_personal_mail(words) or _is_personal_mail(place.heading):
        return 0.94, "标明为个人邮箱"
    if _OFFICE_MAIL.search(words) or (not words and _OFFICE_MAIL.search(place.heading)):
        return 0.1, "标明为单位对外邮箱"
    if _BEHIND_OFFICE_PHONE.search(around.text, max(0, start - 48), start):
        return 0.12, "紧接单位对外电话之后"
    if domain.endswith("gov.cn") and _AFTER_LINE.search(around.text, max(0, start - 40), start):
        return 0.15, "紧接机关的固定电话之后"
    if _CHANNELS.search(around.sentence(start)) and not _OWN_PAPERS.search(around.sentence(start)):
        return 0.15, "是单位公布的联系渠道"
    if is_mobile(local):
        return 0.85, "邮箱名是手机号码"
    if _IN_OWN_FORM.search(around.text, max(0, start - 400), start):
        return 0.8, "登记表里有此人的姓名，邮箱是表上的一栏"
    if place.row is not None and place.row.headings and not _is_form(place.row):
        headings = "".join(place.row.headings)
        if _PERSON_COLUMNS.search(headings) and not _BODY_COLUMNS.search(headings):
            return 0.8, "表中一行是一个人，邮箱属于个人"
        return 0.3, "表中一行是一个单位，邮箱属于单位"
    if _I_AM.match(place.after):
        return 0.75, "后面接着写信人自报姓名"
    if _SEND_TO.search(place.clause):
        if _NO_ANSWER.match(place.after):
            return 0.15, "去信没有人回，是单位的邮箱"
        if (
            _ASKS.search(around.sentence(start))
            or _TO_ME.match(place.after)
            or _MINE.search(around.sentence(start))
            or (_OWN_PAPERS.search(around.sentence(start)) and _OWN_LOST.search(place.clause))
        ):
            return 0.7, "是个人要求把答复发往的邮箱"
        return 0.1, "是请公众来件的邮箱"
    if _OFFICE_LOCAL.search(local):
        return 0.12, "邮箱名是单位或岗位的缩写"
    if _MESSENGER.search(around.text, max(0, start - 120), start):
        return 0.75, "是留言、来信人所留的邮箱"
    if _OWN_FORM.search(around.text, max(0, start - 240), start):
        return 0.8, "同一表单里有个人的姓名和证件号码"
    subject = around.subject(start)
    if subject is not Subject.OFFICE and sits_at_desk(around.text, start):
        return 0.15, "前面写明是单位的人员"
    if around.has_unnamed_contact(start) and not _OWN_PAPERS.search(around.sentence(start)):
        return 0.15, "是单位联系人的邮箱，未具全名"
    if subject is Subject.PERSON:
        return (0.82, "前文说的是个人") if "gov.cn" not in domain else (0.6, "前文说的是个人")
    if subject is Subject.OFFICE:
        return 0.15, "前文说的是单位"
    if subject is Subject.CONTACT and around.is_bodys_contact(start):
        return 0.15, "是文件、公告所留的联系人的邮箱"
    if subject is Subject.CONTACT and _MESSAGE.search(around.text, max(0, start - 160), start):
        return 0.65, "是留言、来信人所留的邮箱"
    if subject is Subject.CONTACT and _MOBILE_BESIDE.search(around.sentence(start)):
        return 0.7, "与联系人的手机号码写在一起"
    if subject is Subject.NOBODY and is_named(around.text, start):
        return 0.75, "前面紧接人名"
    if subject is Subject.NOBODY and _OWN_NUMBER.search(around.sentence(start)):
        return 0.65, "同一句中有个人的身份证或手机号码"
    ahead = re.split(
        r"[。；]" if _HEADER.search(around.text, max(0, start - 10), start) else r"[。；\n]",
        around.text[end : end + 120],
    )[0]
    if _PERSON_AHEAD.search(ahead):
        return 0.65, "后文说的是个人"
    return 0.4, "看不出邮箱属于个人还是单位"


def _is_form(row: Row) -> bool:
    """Whether a row is a field and its value: 电子邮箱 on the left, the address on the right."""
    return len(row.cells) == 2


# | 姓名 | 某某 | … | 电子邮箱 |: the fields of one person, each left of its value.
_IN_OWN_FORM = re.compile(
    r"(?:^|[\n|｜┃│\t])[ ]*姓[ \u3000]*名[ ]*[|｜┃│\t][ ]*[\u4e00-\u9fff· ]{2,12}[|｜┃│\t](?:[^\n]*\n){1,10}(?:[^\n]*[|｜┃│\t])?[ ]*(?:个人|电子|联系)?(?:邮箱|邮件|信箱)(?:地址)?[ ]*[|｜┃│\t][ ]*$"
)
_RECEIVER = re.compile(r"(?:收件人?|收信人|主送|To|TO)$")
_TO_OFFICE = re.compile(
    r"(?:收件人?|发件人?|来自|抄送)[：: ][^\n<＜]{2,20}(?:局|委|厅|办|室|科|股|中心|大厅|窗口|政府|院|公司|会|处|所|站)[ ]?[<＜(（]?$"
)
# kscjypx@163.com（市从业人员培训中心，0512-…）
_BODY_BEHIND = re.compile(
    r"[ ]?[（(](?![^（）()]{0,12}(?:代|转))[\u4e00-\u9fff]{2,20}(?:中心|[局厅院委办站所处科]|公司|学校|政府|协会|大厅|窗口)[，,）)]"
)
_SENDER = re.compile(r"发件人|发信人|From|FROM")
_BEHIND_OFFICE_PHONE = re.compile(
    r"(?:经办|承办|联系|负责)人?[：: ]?[\u4e00-\u9fff·]{2,10}[,，、 ]{1,2}(?:办公|联系|座机)?(?:电话)?[：:]?(?:0\d{2,3}[-—－ ]{0,2})\d{7,8}[,，;； ]{1,2}(?:电子)?邮箱[：: ]?$|"
    r"(?:咨询|报名|办公|举报|监督|传真|热线|值班|服务|受理|联系|投诉|支持|监察室?|纪检|[室科处股办局所院站委]|中心)(?:电话|热线)?(?:号码)?[：:]?\s?"
    r"(?:（?\(?0\d{2,3}\)?）?[-—－ ]?)?\d{7,8}(?:[-、/转]\d{1,8})*[；;，,、 ]{1,2}(?:(?:电子)?(?:邮箱|邮件|E-?mail)[：:]?)?\s?$"
)
_AFTER_LINE = re.compile(
    r"0\d{2,3}[-—) ）]?\d{7,8}[，,；; ]{1,2}(?:电子)?(?:邮箱|邮件|信箱)[：:]?$"
)
_PERSON_COLUMNS = re.compile(r"姓名|身份证|申请人|学生|家长|[提建反留投]\S{1,2}人|性别")
_BODY_COLUMNS = re.compile(r"单位|机构|部门|职务|科室|企业")
_REPLIED_BY = re.compile(
    r"(?<!请将)(?<!请把)(?<!须将)(?:票据|收据|凭证|发票)(?:将|已)?(?:同时)?(?:发送?|寄)(?:至|到)$|[您你其](?:预留|填写|登记|提供|所留)?的(?:电子)?(?:邮箱|邮件|信箱)?[：:]?$|(?:曾|已|多次|分别)(?:经)?[向往给]$|(?:回执|收据)寄(?:至|到|往|给)?$|已(?:经)?(?:发送?|寄送?|回复|反馈)(?:至|到|往)(?:其|[您你]的?|本人|申请人)?(?:的)?(?:电子)?(?:邮箱)?[：:]?$|(?:回复|答复)请?发(?:我的?)?(?:邮箱|邮件|电邮)(?:里|就行|就好|即可|吧)?[，,：:]?$|(?:回复|答复|复函|结果|回信|回音)(?:请|将)?(?:发送?|寄)?(?:至|到|往)(?:我的?)?(?:邮箱)?[：:]?$|"
    r"(?:送达|答复|获取|接收|回复|领取|取得)(?:的)?(?:方式|形式|途径|渠道)[^。；\n]{0,12}?(?:邮件|邮箱|[Ee]-?mail)[（(：:]?$|"
    r"^(?!.*(?:(?<!申)请|须|应当|需|报送|投稿|欢迎)).*(?:电子[版件稿]|扫描件|副本)(?:已|并|同时|一并|另)(?:已|经)?(?:发送?|寄送?|传送?)(?:至|到|往)$"
)
_LEFT_BY = re.compile(
    r"(?:申请|表格?|单|材料|登记)(?:[表书单])?[中上里](?:所)?(?:填写|预留|提供|载明|注明|留)的(?:电子)?(?:邮箱|邮件|[Ee]-?mail)(?:地址)?[（(：:为是]?$|"
    r"(?:申请人|当事人|信访人|投诉人|来信人|本人)[^。；\n]{0,40}(?:要求|希望|同意|选择|请求)[^。；\n]{0,40}(?:邮箱|邮件|[Ee]-?mail)(?:地址)?[：:为是]?$|"
    r"[你您其](?:的|[（(])?(?:联系)?(?:手机|电话)(?:号码?)?[^。；\n]{0,24}[及和与、，,](?:电子)?(?:邮箱|信箱)[：:]?$|[你您其](?:在[^，。；]{0,10}|申请时|登记时|[\u4e00-\u9fff]{1,4}时)?(?:所)?(?:预留|提供|留下|填写|登记|留存|注明|载明|提交|留)的?[^。；\n]{0,40}(?:邮件|邮箱|[Ee]-?mail)[（(：:为]?$"
)
_OWNED = re.compile(
    r"的(?:个人|电子|常用|报名|注册|预留|登记|联系|简历投递|投稿|求职)?(?:邮箱|邮件|[Ee]-?mail)(?:地址)?[：:为是]?$"
)
_CAME_FROM = re.compile(
    r"(?:来信|来函|来件|留言|申请|提出)[（(](?:发件)?(?:电子)?(?:邮箱|邮件|[Ee]-?mail)[：:]?$|"
    r"(?:来自|发自)[\u4e00-\u9fff·]{2,4}[（(](?:电邮|(?:电子)?(?:邮箱|邮件))?[：:]?$|"
    r"(?:来自|发自|发件人为?|署名|网民|网友|市民|群众|读者|公众)[：:]?(?:的)?(?:电子)?(?:邮箱|邮件|[Ee]-?mail)?[（(：:]?$"
)
_OFFICES_OWN = re.compile(
    r"[ ，,）)]?(?:为|是|系)[^，。；]{0,10}(?:局|单位|热线|咨询|办公|公务|客服|值班|投诉|举报|公司|中心|本[馆院校所站])"
)
_TO_ME = re.compile(
    r"[^。；，]{0,6}(?:回复|答复|告知|联系|通知|发给)(?:我(?![局委厅办县市区院校中单站所队部公])|本人)"
)
_MINE = re.compile(
    r"我的?(?:微信|手机|电话|卡|[农工建中邮]行)|我(?:人|在|是|叫|住|现|常|平时|不|没)|本人(?!签)|俺|随信附上|附上我"
)
# 张某通过电子邮件（…）提出: the address he wrote from.
_WROTE_BY = re.compile(
    r"(?:通过|以|用|从|由|自)(?:(?:电子)?(?:邮箱|邮件|信箱|[Ee]-?mail)(?:方式|形式)?)?[（(]?$"
)
_IN_BRACKET = re.compile(r"[\u4e00-\u9fff][（(](?:电子)?(?:邮箱|邮件|[Ee]-?mail)[：:]?$")
_INVITED = re.compile(r"可|请|欢迎|公众|社会各界")
_WROTE = re.compile(
    r"[）)]?(?:的方式)?(?:向[^，。]{1,12})?(?:提出|提交|提请|申请|反映|投诉|举报|来信|来函|咨询|发来|建议)"
)
_ASKS = re.compile(
    r"(?:来函|来信|来电|写信|本人|其|申请人|信访人|投诉人)[^。；]{0,40}(?:称|要求|希望|请)[^。]{0,40}$"
)
_OWN_NUMBER = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
_MESSAGE = re.compile(
    r"(?:群众|网友|网民|市民|公众|村民|居民)?(?:留言|来信|诉求|信件|咨询|投诉)(?:内容|主题|标题|人)?[：:]"
)
# 本人遗失…，如有拾获请发至…; 身份证号…，邮箱…: the mailbox of whose papers these are.
_OWN_LOST = re.compile(
    r"遗失|拾获|拾到|捡到|寻人|寻物|丢失|启事|[0-9Xx][，,、 ](?:电子)?(?:邮箱|邮件)[：:]?$"
)
_CAME_IN = re.compile(r"(?:来信|来件|来函)(?:的)?(?:电子)?(?:邮箱|信箱|邮件)(?:地址)?$")
_CHANNELS = re.compile(
    r"举报渠道|举报方式|反映渠道|联系方式如下|来访地址|来信地址|(?:开通|公布|设立|设置|启用)[^。；]{0,12}(?:邮箱|信箱|渠道)"
)
_NO_ANSWER = re.compile(r"(?:也|却|都|一直)?(?:没人|无人|没有|未见?|不)(?:人)?(?:回|理|收到)")
_OWN_PAPERS = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_MESSENGER = re.compile(
    r"(?:网友|网民|留言人|来信人|写信人|提问人)[：:][^\n]{1,12}\n(?:[^\n]{0,30}\n){0,3}[ ]*(?:电子)?(?:邮箱|邮件|[Ee]-?mail)(?:地址)?[：: ]{0,2}$"
)
_OWN_FORM = re.compile(
    r"(?:姓[ \u3000]*名|[Nn]ame)[：: \u3000][^\n]{2,20}\n(?:[^\n]{0,60}\n){0,4}[^\n]{0,20}(?<!\d)\d{17}[\dXx](?!\d)"
)
_MOBILE_BESIDE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)[^\d@]{0,12}$")
_HEADER = re.compile(r"(?:[Ee]-?[Mm]ail|发件人|From|发信人|邮箱)[：:=]\s?$")
_PERSON_AHEAD = re.compile(r"姓名|申请人|本人|我是|我叫|应聘|身份证|求职|投诉人|手机")
