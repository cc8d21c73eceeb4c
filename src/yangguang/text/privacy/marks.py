"""Passports and permits, vehicle plates, e-mail addresses: short marks of fixed shape.

A passport number looks like many other codes and counts only beside its word; a plate shows itself,
but those of official vehicles are not personal; of a mailbox the words around it decide, since
offices use free mail services too.
"""

# ruff: noqa: RUF001 - characters that look alike are what scanners and typists mix up

from __future__ import annotations

import re

from yangguang.text.privacy import labels
from yangguang.text.privacy.finding import SURE, Finding, Kind
from yangguang.text.privacy.leading import is_named
from yangguang.text.privacy.masks import masked_document, masked_email, masked_plate
from yangguang.text.privacy.numberplans import is_mobile
from yangguang.text.privacy.surroundings import Subject, Surroundings

_PERMIT_WORD = re.compile(
    r"护照|通行证|台胞证|回乡证|居留许可|永久居留|居留证|旅行证|[Pp]assport|PASSPORT|香港身份证|澳门身份证|香港居民身份证|澳门居民身份证|台湾居民身份证|"
    r"军官证|士兵证|警官证|文职干部证|军人证|海员证|居住证"
)
# The last signs of the words above: a set of signs is run over far quicker than words are.
_PERMIT_ENDS = re.compile(
    r"[照证留可tT](?:(?<=护照)|(?<=[行胞乡份官兵部人员住留]证)|(?<=居留)|(?<=居留许可)|(?<=assport)|(?<=ASSPORT))"
)
_PERMIT_DIGITS = re.compile(r"[0-9](?:[0-9]{5}|(?<=[A-Z].)[A-Z0-9]{6})")
_PERMIT = re.compile(
    r"(?<![0-9A-Za-z])(?:[EGDSPHMCWLTKAeghm][A-Za-z]?[ -]?\d{7,8}(?:\d{2})?|[A-Z]\d{6}[(（][0-9A][)）]|\d{7}[(（]\d[)）]|"
    r"[A-Z][12]\d{8}|\d{8,10}(?:[(（][A-Z0-9][)）])?|[A-Z]{3}\d{12}|[A-Z]{1,2}\d{6,8}|(?=[A-Z0-9]*[A-Z][0-9]+[A-Z])[A-Z][0-9][A-Z0-9]{6,7})(?![0-9A-Za-z])"
)
_SOLDIER = re.compile(r"[军政士警武文][\u4e00-\u9fff]{0,3}字?第[ ]?\d{6,8}号?")
_GLUED_HAN = re.compile(
    r"[军海空武警字第京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新]"
)
_AUTHORITY = re.compile(
    r"发放|签发机关|办理|申领|管理|条例|法第|规定|持有效|或者|等有效|注册号|版号"
)

_PROVINCE_SIGNS = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
_PLATE = re.compile(
    rf"[{_PROVINCE_SIGNS}][ ]?[A-HJ-NP-Z][ ]?[·•・.．\-—－ ]?[ ]?"
    r"(?:[0-9A-HJ-NP-Z０-９]{4}[学挂港澳试超领]|[0-9A-HJ-NP-Z０-９]{5,6})(?![0-9A-Za-z０-９])"
)
_POLICE_PLATE = re.compile(rf"[{_PROVINCE_SIGNS}][A-HJ-NP-Z][·•]?[0-9A-HJ-NP-Z]{{4}}警")
_OFFICIAL_VEHICLE = re.compile(
    r"核定载客|首末班|线路|公交|公务(?:用)?车|公车|应急指挥|救护|\d{1,3}路[ ，,、：:]|(?:抢修|抢险|扫雪|除雪|养护|渣土|清障|吊|拖|施救|运钞|邮政|快递|保洁|吸污|洗扫|勘察|转播|宣传|客运|旅游大巴|公交|班|出租)车|大巴|中巴|所属企业|所属公司|所属单位|车属单位|执法车|警车|消防车(?!通道|库|位)|救护车|洒水车|清扫车|环卫车|垃圾(?:清运|转运)?车|公交车|校车|工程车|抢险车|巡逻车|"
    r"单位(?:车辆|用车)|机要|通信车|应急(?:保障)?车|特种车|押运车|囚车|指挥车|采血车|监测车|公车拍卖|车改|司勤|定点加油|保留车辆|"
    r"(?:局|委|办|院|中心|公司|政府|大队|支队|站|机关|集团|车队)(?:所有|名下|自有|所属|登记)|(?:局|公司|政府|大队|机关|集团|车队|中心)的(?:[\u4e00-\u9fff]{0,8}车|$)"
)
_NOT_PLATE = re.compile(
    r"(?:编号|文号|证号|许可证|证书|型号|牌号规格|备案|批准|标准|字|代码|案号|ICP)[^，。；\n]{0,8}$"
)
_DIGIT = re.compile(r"[0-9０-９]")

_LOCAL_SIGN = frozenset(
    chr(code + shift)
    for shift in (0, 0xFEE0)
    for code in map(ord, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-")
)
"""Half-width and full-width signs of the part before the @."""
_GLUED = re.compile(r"(?:E-?mail|e-?mail|EMAIL|E-MAIL|Mail|QQ)(?=[A-Za-z0-9])")
_AT = re.compile(r"[ ]?[@＠][ ]?")
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9Ａ-Ｚａ-ｚ０-９][A-Za-z0-9\-Ａ-Ｚａ-ｚ０-９]{0,62}[.．]){1,5}[A-Za-zＡ-Ｚａ-ｚ]{2,10}(?![A-Za-z0-9])"
)
_PERSONAL_MAIL = re.compile(
    r"(?:发件|来件|来信|注册|本人|个人|私人|其|他的|她的|我的|申请人|当事人|投诉人|举报人|信访人|学生|家长|患者|业主|原告|被告|收件人|报名人|应聘人|"
    r"考生|报名者)(?:的)?(?:常用|联系)?(?:电子)?(?:邮箱|邮件|信箱|Email|E-mail|email)(?:地址|账号)?$"
)
_OFFICE_MAIL = re.compile(
    r"(?:举报|投诉|监督|咨询|办公|公共|公开|官方|单位|机关|征集|意见|反馈|建议|投稿|稿件|招聘|招生|报名|简历|应聘|受理|服务|工作|政务|"
    r"信访|纪检|书记|局长|市长|县长|区长|镇长|主任|院长|校长|编辑部|征稿|申报|报送|接收|收件|指定|专用|统一|采购|招标|代理|联系处|公示|"
    r"公司|局|委|厅|办公室|办|科|处|中心|学校|医院)(?:电子)?(?:邮箱|邮件|信箱|Email|E-mail|email)(?:地址|账号)?$"
)
_SEND_TO = re.compile(
    r"简历投递|投递|应聘材料|发送(?:至|到)|发(?:至|到|往)|反馈(?:至|到)|报送?(?:至|到)|传(?:至|到)|投(?:递|寄|稿)?(?:至|到)|寄(?:至|到)|邮件(?:至|到)|提交(?:至|到)|"
    r"电邮|回传|上报|函告|邮箱报名|网上报名|可通过|通过以下|以下方式|请(?:将|于|在|把)|打包|命名|扫描件|电子版|回执"
)
_OFFICE_LOCAL = re.compile(
    r"^(?:info|office|admin|service|hr|zhaopin|job|jubao|tousu|bgs|zwgk|xxgk|zfb|xxzx|zjj|wjj|jyj|fgw|public|webmaster|contact|support|"
    r"press|news|mail|post|xinfang|zhaobiao|cg|zb|kefu|gov|zfxxgk|ysqgk|dzgk|gongkai|bangongshi|dangban|zuzhi)|"
    r"(?:bgs|xxgk|zwgk|office|jubao|gov|zhaopin|ysqgk|bangongshi|jyj|wjw|fgj|gaj|czj|zrzy|sthj|scjg|yjj|ylbz|rsj|zfcxj|jtj|nyncj|swj|wlj|tyj|tjj|ybj|cgj|xzsp|"
    r"sfj|mzj|sjj|gzw|kjj|gxj|lyj|slj|qxj)$",
    re.IGNORECASE,
)
_QQ_OR_PHONE = re.compile(r"^\d{5,11}$")


def find_permits(text: str, around: Surroundings) -> list[Finding]:
    """Passport, permit and military numbers that stand beside their word or under its heading."""
    found: list[Finding] = []
    if _PERMIT_DIGITS.search(text) is None:
        return found
    _add_bare_permits(found, text)
    if _PERMIT_ENDS.search(text) is None:
        return found
    words = list(_PERMIT_WORD.finditer(text))
    if not words:
        return found
    for word in words:
        _add_permit_before(found, text, word, around)
        for match in _PERMIT.finditer(text, word.end(), min(len(text), word.end() + 48)):
            between = text[word.end() : match.start()]
            if "。" in between or "\n" in between.strip() or len(between) > 30:
                break
            _add_permit(found, text, match, around)
            break
        soldier = _SOLDIER.search(text, word.end(), min(len(text), word.end() + 20))
        if soldier is not None:
            found.append(
                Finding(
                    soldier.start(),
                    soldier.end(),
                    soldier[0],
                    Kind.PASSPORT,
                    0.95,
                    "标明为军人证件号码",
                    masked_document(soldier[0]),
                )
            )
    sure = {one.start for one in found if one.confidence >= SURE}
    found.extend(_permits_in_columns(text, words[0].end(), around, sure))
    found.sort(key=lambda one: one.start)
    return found


def _add_bare_permits(found: list[Finding], text: str) -> None:
    """Passports behind 证件: or, where the text speaks of going abroad, in a cell of their own."""
    labelled = "证件" in text or "ID" in text or "Passport" in text
    for match in _AFTER_PAPERS.finditer(text) if labelled else ():
        number = match[1]
        found.append(
            Finding(
                match.start(1),
                match.end(1),
                number,
                Kind.PASSPORT,
                0.8,
                "标明为证件，字母和位数符合护照或通行证",
                masked_document(number),
            )
        )
    if _ABROAD.search(text):
        taken = {one.start for one in found}
        for match in _CHINESE_PASSPORT.finditer(text):
            if match.start() not in taken:
                found.append(
                    Finding(
                        match.start(),
                        match.end(),
                        match[0],
                        Kind.PASSPORT,
                        0.7
                        if _FOREIGNER.search(text, max(0, match.start() - 24), match.start())
                        or (
                            _IN_BRACKETS.match(text, match.start() - 2)
                            and _STAYING.search(text, max(0, match.start() - 120), match.start())
                        )
                        else 0.4,
                        "字母和位数符合中国护照，前面没有标明",
                        masked_document(match[0]),
                    )
                )


_AFTER_PAPERS = re.compile(
    r"(?:证件(?:名称及)?(?:号码|号|编号)?|ID|Passport(?: No\.?| Number)?)[：:为 \u3000]{1,3}([A-Z]{1,2}\d{7,9}|[A-Z]\d{10})(?![0-9A-Za-z])"
)
_ABROAD = re.compile(r"[护出通航入签](?:照|境|国|访|行证|班|证)|来华|外籍|外国人|居留|工作许可")
_STAYING = re.compile(r"来华|外籍|外国人|居留|工作许可")
_IN_BRACKETS = re.compile(r"[A-Za-z\u4e00-\u9fff][（(][A-Z]{1,2}\d{7,8}[）)]")
# Right behind a foreigner's name or country, in brackets: Fatima Al-Sayed（G2…, （越南，G2….
_FOREIGNER = re.compile(
    r"[A-Za-zÀ-ÿ\-]{2,}[（(]$|[（(](?:[\u4e00-\u9fff]{1,8}(?:籍|国)|越南|缅甸|老挝|泰国|日本|朝鲜|蒙古|印度|俄罗斯|柬埔寨|菲律宾|马来西亚|巴基斯坦|尼泊尔|孟加拉|哈萨克斯坦)[，,、]$"
)
_CHINESE_PASSPORT = re.compile(
    r"(?<![0-9A-Za-z])(?:[EG]\d{8}|E[A-HJ-NP-Z]\d{7}|[DSP]E?\d{7,8}|[HMC]\d{8})(?![0-9A-Za-z])"
)


def _add_permit_before(
    found: list[Finding], text: str, word: re.Match[str], around: Surroundings
) -> None:
    """E12345678号中华人民共和国护照."""
    floor = max(0, word.start() - 22)
    for match in _PERMIT.finditer(text, floor, word.start()):
        between = text[match.end() : word.start()]
        if not match[0].isdigit() and _UP_TO_WORD.fullmatch(between):
            _add_permit(found, text, match, around)


_UP_TO_WORD = re.compile(r"号?的?(?:中华人民共和国|中国|普通|公务|因私|因公|外国|[（(])*")


def _permits_in_columns(
    text: str, start: int, around: Surroundings, taken: set[int]
) -> list[Finding]:
    """Numbers in a column headed 护照号码."""
    found: list[Finding] = []
    if around.row(start) is None:
        return found
    for match in _PERMIT.finditer(text, start):
        row = around.row(match.start())
        if row is None or not row.headings or match.start() in taken:
            continue
        column = row.column(match.start())
        if column < len(row.headings) and _PERMIT_WORD.search(row.headings[column]):
            _add_permit(found, text, match, around)
    return found


def _add_permit(
    found: list[Finding], text: str, match: re.Match[str], around: Surroundings
) -> None:
    number = match[0].strip()
    digits = sum(sign.isdigit() for sign in number)
    if _GLUED_HAN.match(text[match.start() - 1 : match.start()]):
        return
    if digits < 4 or any(one.start == match.start() and one.confidence >= 0.5 for one in found):
        return
    place = around.place(match.start(), match.end())
    words = place.label or place.heading
    pure = number.isdigit()
    other = labels.is_other_label(words)
    named = _PERMIT_WORD.search(
        re.split(r"[，,；;]", words)[-1][-14:] if other else words[-14:]
    ) or _PERMIT_WORD.search(place.heading)
    if not named and (pure or labels.is_phone_label(words) or labels.is_other_label(words)):
        return
    if pure and len(number) != 9 and "护照" in (words[-6:] + place.heading):
        return
    found.append(
        Finding(
            match.start(),
            match.start() + len(number),
            number,
            Kind.PASSPORT,
            0.92,
            "紧接护照或通行证字样，号码格式符合",
            masked_document(number),
        )
    )


def find_plates(text: str, around: Surroundings) -> list[Finding]:
    """Plates of vehicles that are not said to be official ones."""
    found: list[Finding] = []
    for match in _PLATE.finditer(text):
        serial = re.split(r"[·•・.．\-—－ ]", match[0])[-1][-6:]
        if len(_DIGIT.findall(serial)) < 2:
            continue
        start, end = match.span()
        place = around.place(start, end)
        labelled = re.search(r"车牌|号牌|车号|牌照|牌号|驾驶|车辆", place.clause + place.heading)
        if match[0][-2:-1].isascii() and text[end : end + 1] in ("警", "学"):
            continue
        if not labelled and _NOT_PLATE.search(place.clause):
            continue
        if re.match(r"[-－—/]\d|级|类|[(（〔\[]\d{4}|号(?:文|公告|令)", text[end : end + 8]):
            continue
        sentence = text[max(0, start - 90) : start]
        sentence = sentence[max(sentence.rfind("。"), sentence.rfind("\n")) + 1 :]
        near = (
            sentence + re.split(r"[，,。；\n]", text[end : end + 44])[0] + _head_line(text, start)
        )
        if _OFFICIAL_VEHICLE.search(near) or re.search(
            r"公车|公务|单位|使用部门|资产", "".join(place.row.headings) if place.row else ""
        ):
            confidence, why = 0.3, "号牌格式符合，但前后文说的是公务或单位车辆"
        elif labelled:
            confidence, why = 0.93, "标明为车牌或所驾车辆，号牌格式符合"
        elif around.subject(start) is Subject.OFFICE and "公司" in place.clause:
            confidence, why = 0.4, "号牌格式符合，前文说的是单位"
        else:
            confidence, why = 0.8, "号牌格式符合"
        found.append(
            Finding(start, end, match[0], Kind.PLATE, confidence, why, masked_plate(match[0]))
        )
    return found


def _head_line(text: str, start: int) -> str:
    """The first line of the block of lines ``start`` stands in, where it heads a list."""
    block = text.rfind("\n\n", 0, start) + 1
    line = text.rfind("\n", block, start)
    if line < 0 or start - block > 2_000:
        return ""
    head = text[block:line].lstrip("\n").split("\n", 1)[0]
    return head if "车" in head and not _DIGIT.search(head) else ""


def find_emails(text: str, around: Surroundings) -> list[Finding]:
    """E-mail addresses with a judgement whose they are; the domain alone never decides."""
    found: list[Finding] = []
    if "@" not in text and "＠" not in text:
        return found
    for sign in _AT.finditer(text):
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


def _judged_email(written: str, start: int, end: int, around: Surroundings) -> tuple[float, str]:
    address = written.replace(" ", "").replace("＠", "@").lower()
    local, _, domain = address.partition("@")
    if address in around.context.official_mailboxes:
        return 0.1, "是本机关已公布的邮箱"
    place = around.place(start, end)
    words = place.label
    if _CAME_FROM.search(place.clause):
        return 0.8, "是来信人的邮箱"
    if _OFFICES_OWN.match(place.after):
        return 0.1, "后文说明是单位的邮箱"
    if _PERSONAL_MAIL.search(words) or _PERSONAL_MAIL.search(place.heading):
        return 0.94, "标明为个人邮箱"
    if _OFFICE_MAIL.search(words) or (not words and _OFFICE_MAIL.search(place.heading)):
        return 0.1, "标明为单位对外邮箱"
    if _BEHIND_OFFICE_PHONE.search(around.text, max(0, start - 48), start):
        return 0.12, "紧接单位对外电话之后"
    if _OWNED.search(place.clause) and is_named(around.text, start):
        return 0.82, "前面写明是此人的邮箱"
    if is_mobile(local):
        return 0.85, "邮箱名是手机号码"
    if place.row is not None and place.row.headings:
        headings = "".join(place.row.headings)
        if re.search(r"姓名|身份证|申请人|学生|家长", headings) and not re.search(
            r"单位|机构|部门|职务|科室|企业", headings
        ):
            return 0.8, "表中一行是一个人，邮箱属于个人"
        return 0.3, "表中一行是一个单位，邮箱属于单位"
    if _SEND_TO.search(place.clause):
        if _ASKS.search(around.sentence(start)) or _TO_ME.match(place.after):
            return 0.7, "是个人要求把答复发往的邮箱"
        return 0.1, "是请公众来件的邮箱"
    if _OFFICE_LOCAL.search(local):
        return 0.12, "邮箱名是单位或岗位的缩写"
    subject = around.subject(start)
    if around.has_unnamed_contact(start) and not _OWN_NUMBER.search(around.sentence(start)):
        return 0.15, "是单位联系人的邮箱，未具全名"
    if subject is Subject.PERSON:
        return (0.82, "前文说的是个人") if "gov.cn" not in domain else (0.6, "前文说的是个人")
    if subject is Subject.OFFICE:
        return 0.15, "前文说的是单位"
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


_BEHIND_OFFICE_PHONE = re.compile(
    r"(?:咨询|报名|办公|举报|监督|传真|热线|值班|服务|受理|联系|投诉)(?:电话|热线)?(?:号码)?[：:]?\s?"
    r"(?:（?\(?0\d{2,3}\)?）?[-—－ ]?)?\d{7,8}(?:[-、/转]\d{1,8})*[；;，,、 ]{1,2}(?:(?:电子)?(?:邮箱|邮件|E-?mail)[：:]?)?\s?$"
)
_OWNED = re.compile(r"的(?:个人|电子|常用)?(?:邮箱|邮件|[Ee]-?mail)(?:地址)?[：:为是]?$")
_CAME_FROM = re.compile(
    r"(?:来信|来函|来件|留言|申请)[（(](?:发件)?(?:电子)?(?:邮箱|邮件|[Ee]-?mail)[：:]?$"
)
_OFFICES_OWN = re.compile(
    r"[ ，,）)]?(?:为|是|系)[^，。；]{0,10}(?:局|单位|热线|咨询|办公|客服|值班|投诉|举报|公司|中心)"
)
_TO_ME = re.compile(r"[^。；，]{0,6}(?:回复|答复|告知|联系|通知|发给)我")
_ASKS = re.compile(
    r"(?:来函|来信|来电|写信|本人|其|申请人|信访人|投诉人)[^。；]{0,40}(?:称|要求|希望|请)[^。]{0,40}$"
)
_OWN_NUMBER = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
_MOBILE_BESIDE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)[^\d@]{0,12}$")
_HEADER = re.compile(r"(?:[Ee]-?[Mm]ail|发件人|From|发信人|邮箱)[：:=]\s?$")
_PERSON_AHEAD = re.compile(r"姓名|申请人|本人|我是|我叫|应聘|身份证|求职|投诉人|手机")
