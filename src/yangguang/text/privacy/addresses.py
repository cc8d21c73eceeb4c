"""Home addresses down to the house: what a label such as 住址 or a flat number makes personal.

The address of an office, a shop or a building site is public. What is looked for is where a person
lives, and only when it is told finely enough to find the door.
"""

from __future__ import annotations

import re

from yangguang.text.privacy.finding import Finding
from yangguang.text.privacy.houses import (
    BODY_THERE,
    BY_BUS,
    OFFICE_LABEL,
    Homes,
    house_end,
    is_office,
    names_place,
    passage_at,
    within_reach,
)
from yangguang.text.privacy.leading import is_named
from yangguang.text.privacy.lookout import around_doors
from yangguang.text.privacy.rows import is_person_row
from yangguang.text.privacy.surroundings import Subject, Surroundings
from yangguang.text.privacy.unlabelled import add_unlabelled


def _each(heads: str, tail: str) -> str:
    """Every one of the words before the same tail.

    Where each alternative begins with a plain sign of its own, the engine passes over all other signs quickly.
    """
    return "|".join(head + tail for head in heads.split())


_CORE = re.compile(
    r"a(?<![A-Za-z]a)ddr(?:ess)?(?=[\"”]?[：:=＝])|A(?<![A-Za-z]A)DDR(?:ESS)?(?=[\"”]?[：:=＝])|住[ \u3000]{0,5}(?:址|所地址|所地?|地址|地|处|在|于)|送达地点|其(?:住房|房屋|自建房|住宅)(?=[（(])|投靠(?:亲戚|亲友|亲属|子女|父母|儿子|女儿|配偶|[\u4e00-\u9fff]{2})?(?=[\u4e00-\u9fff]{2,8}[省市县区旗镇乡])|房屋位置(?=[：:])|购房地址|"
    + _each(
        "已购 名下",
        r"(?:有|的|已购)?(?:一套)?(?:商品房|住房|房[产屋]|住宅)(?:一套)?(?=[\u4e00-\u9fff]{2,8}(?:[省市县区旗镇乡路街巷]|街道))",
    )
    + r"|所购(?:房屋|住房|住宅)(?=[：:为])|"
    + _each("安装 服务 上门 报修 维修 装机 改造 用[水电气热]", r"地[点址](?=[：:])")
    + r"|目的地(?:住址|地址)?|居所|居住(?:地址|地点|地|在|于)?|户籍(?:所在地|登记地|地址|地)?|户口(?:所在地|登记地|地址|地)?|"
    r"独居[于在]|寄居[于在]|定居[于在]|借居[于在]|暂居[于在]|旅居[于在]|现居家[于在]|居家[于在]|家(?<![国大专商画作行管人]家)(?:就)?[在是]|"
    r"居住的|所住的|自住的|租住的|租住(?:地址|地点|[于在地])?|搬[至到往]|迁[入出至到往]|家(?<=[，,；;：:。 ].)(?![庭住里中属长人])(?=[\u4e00-\u9fff]{2,6}[省市县区][\u4e00-\u9fff])|迁居|通[讯信]处|Add(?:ress)?\.?|"
    + _each("拟 申请 准予 同意", r"落户[于在到至](?:地址)?(?=[\u4e00-\u9fff]{2,8}[省市县区旗镇乡])")
    + r"|落户[于在到至](?:地址)?(?=[\u4e00-\u9fff]{2,8}[省市县区旗镇乡])|"
    + _each("新 原 旧", r"址(?=[：:为是]?[\u4e00-\u9fff]{2,6}[省市县区旗])")
    + r"|房[屋产]?(?:位于|[坐座]落于?)|宅基地(?:位于|[坐座]落)[于在]?|继承(?:位于|[坐座]落)[于在]?|名下(?:位于|[坐座]落)[于在]?|"
    + _each("自有 本人", r"的?(?:住宅|住房|房屋)(?=[\u4e00-\u9fff]{2,8}(?:[省市县区旗镇乡路街]))")
    + r"|腾退(?=[\u4e00-\u9fff]{2,8}(?:[省市县区旗镇乡]))|住[房宅](?:位于|坐落于?)|"
    r"现居(?:住地址|住地|地址|地|住)?|现住(?:址|所|地)?|家住(?:址|所|地)?|原住(?:址|所|地)?|原籍|祖籍|籍贯|地[ \u3000]{0,5}址|门牌号?码?|房号(?=为)|房号地址(?=[\u4e00-\u9fff]{2,8}[省市县区旗镇乡])|坐落|座落|房址|"
    + _each(
        "祖 老 旧",
        r"(?:屋|宅|房子?)(?:位于|坐落于?|就?在|[为是：:](?=[\u4e00-\u9fff]{2,8}[省市县区旗镇乡]))",
    )
    + r"|家访地[址点]|走访地[址点]|邮寄(?:地址)?(?=[\u4e00-\u9fff]{2,6}[省市县区旗镇乡])"
)
_LINK = re.compile(
    r"(?:[（(][^（）()\n]{0,12}[）)])?\*{0,2}[ \u3000]{0,4}(?:(?:登记|确认|变更|更正|填写|预留|同上|同身份证(?:地址)?|同户籍)?[\"”]?[：:=＝为是系在\t|｜│┃][\"“]?|位于|于)?\*{0,2}[ \u3000]{0,4}[（(“\"]?"
)
_LINKED = re.compile(r"[：:=＝为是系在于至到往\t|｜│┃（(]")
_ALONE = re.compile(r"\n[\u4e00-\u9fff]{0,6}\Z")
_ONES_OWN = re.compile(r"其|[你您](?!单位|局|公司|委|厂|店)|车主")
# 你的申请收悉（通信地址：…）: whoever applied lives there.
_APPLIED = re.compile(r"申请(?:[表书])?(?:收悉|中)[^。；\n]{0,60}$")
_PAPERS_BEFORE = re.compile(
    r"(?:(?<!\d)\d{17}[\dXx]|护照(?:号码?)?[：:为]?[A-Z]{1,2}\d{7,8})(?!\d)(?P<between>[^。]{0,90})$"
)
_OF_BODIES = re.compile(r"公司|单位|机关|中心|法定代表人|信用代码|[局厂]")
# 企业迁址公告：本公司已由…迁至….
_BODY_MOVES = re.compile(
    r"(?:公司|企业|单位|政府|驻地|委员会|[\u4e00-\u9fff]{2}[厂店局]|中心|机构|事务所|合作社)[^，。；]{0,30}$|迁址"
)
_CALL_OFFICE = re.compile(
    r"[ \u3000，,；;。\n]{0,3}(?:联系|咨询|办公|监督|举报)?电话(?:号码)?[：: ]{0,2}[（(]?0\d{2,3}[)）\-－— ]{0,3}\d{7,8}"
)
_OFFICE_MOVED = re.compile(r"(?:办公|对外|营业|经营|挂牌|开展)")
_SHOP_THERE = re.compile(
    r"(?:旁边?|对面|附近|路口)(?:的)?(?:工地|路段|路面|道路|店|摊|排水|井|垃圾|夜)|的?(?:商业|商铺|商用|门面|店面|厂房|办公|仓库|车库|车位|写字楼|土地|地块|工业|[一二三]处商)"
)
_HANDED_IN = re.compile(r"材料|异议|意见|标书|文件|回执|表格?$")
"""异议书面材料送达地址: where an office takes papers in."""
_DATE = re.compile(r"(?:19|20)[0-9]{2}年")
_HOUSE_STANDS = re.compile(
    r"[\u4e00-\u9fff]{0,4}(?:房屋?|宅|屋)(?:位于|坐落于?)(?=[\u4e00-\u9fff])|"
    r"的?(?:公租|廉租|保障|出租|商品|自建|安置|经济适用|周转|自有|直管公|公)(?:住?房|屋)(?=[\u4e00-\u9fff]{2,8}(?:[省市县区旗镇乡路街巷]|街道))"
)
"""现居住土坯房位于…: the address begins behind the kind of house."""
_MOVES = re.compile(r"办公|搬迁|迁至|营业|挂牌")
_UP_TO = re.compile(r"号[ ]?[至到～~][ ]?[0-9]+[ ]?号")
"""光明路96号至390号 is a stretch of a street."""
_PIECE_END = re.compile(r"[，,。；;：:、\s|（(]")
_SOMEBODYS = re.compile(
    r"(?:安装|服务|上门|报修|维修|装机|改造|用[水电气热])地[点址]|(?:申报|来信|来访|来电|投诉|举报|报名|受理|捐赠|申领|申购)[人者]"
)
"""申报人通讯地址 is a person's, 申报地址 an office's."""
_DECLARED = re.compile(r"(?:申报|申请|填报|登记|申领)$")
_BEHIND_PAPERS = re.compile(
    r"(?<![0-9０-９])[0-9０-９][0-9０-９ ]{16,19}[0-9０-９Xx\uff38\uff58][，,；;、 ]{1,2}$"
)
"""身份证…，申报地址…: where somebody whose papers were just told declares himself."""
_BODYS_OWN = re.compile(r"(?:单位|公司|机构)(?:送达|通讯|通信|联系|邮寄|收件)?$")
_HOME_LABEL = re.compile(
    r"(?:投诉|举报|信访|来电|经营|申报|来信|来访|报名|申领|申购)[人者]|家庭|户籍|户口|家住|送达|居住|住址|身份证|本人|其"
)
_BODY_HEAD = re.compile(
    r"(?:法定代表人|法人代表|负责人|经营者|投资人|执行事务合伙人)[：:]?[\u4e00-\u9fff·某*]{2,8}[，,；;、（(\s]{0,2}$"
)
# 县公证处 负责人:某某 地址:…
_RUN_BY = re.compile(
    r"[\u4e00-\u9fff]{2}(?:[局处所站院校厅]|中心|公司|机构)[^。；;\n]{0,60}(?:负责人|法定代表人|主任|院长|校长|站长|所长)[：:][ ]?[\u4e00-\u9fff]{2,4}[，,；;、 \u3000]{1,3}$"
)
_STREETS = re.compile(
    r"(?:附近|门前|门口|路段|对面|旁)?的?(?:排水|管网|路灯|井盖|路面|道路|下水|垃圾|围墙|工地|绿化|行道树|人行道|公厕|店|餐馆|商铺)"
)
"""What is complained of in a street is nobody's home."""
_ON_SALE = re.compile(r"预售|现售|楼盘|开发商|建设单位|在建工程")
# 车管所地址, 老年食堂地址: the word before says whose it is.
_OF_A_BODY = re.compile(
    r"[\u4e00-\u9fff]{2,}[办科局处室队厅委司所堂馆店站院厂心部处点台局园校场会]$"
)
# A body's telephone in the same sentence, or its head on the line before: the address is the body's.
_BODYS_LINE = re.compile(
    r"(?:中心|派出所|大厅|窗口|物业|公司|客服|热线|营业厅|服务站|卫生院|医院|学校|[局委办处所站室厅科])[\u4e00-\u9fff]{0,4}"
    r"[：: ]?[（(]?0\d{2,3}[-－)）]\d{7,8}"
)
_HEADED = re.compile(
    r"(?:法定代表人|主要负责人|单位负责人|机构负责人)[^\n]{0,20}\n[ \u3000]*(?:单位|机构|企业|经营)?$"
)
_LEGAL_BODY = re.compile(
    r"法定代表人|主要负责人|登记号|(?:受托|承办|鉴定|检测|评估|培训)(?:单位|机构)[：:]|(?:社会)?信用代码|机构名称|机构代码|单位名称|税号|纳税人识别号|对公账|执业许可|经营许可|办学许可|许可证号"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,6}(?:省|自治区|市|县|区|旗|乡|镇)[\u4e00-\u9fff]")
_NEED_LINK = frozenset({"户籍", "户口", "居住", "籍贯", "现居"})
"""Words that also stand in 户籍窗口 or 居住环境: an address follows them only behind a link."""
_BEFORE_LABEL = re.compile(
    r"(?:投诉人|举报人|来电人|信访人|申报人|来信人|来访人|报名人|申领人|申购人|经营者|家庭|现|常|居|户籍|户口|身份证|暂|原|详细|本人|申请人|当事人|被处罚人|学生|患者|业主|户主|经常|通讯|通信|送达|收件|收货|联系|邮寄|"
    r"个人|租|寄|房屋|自建房|住宅|家|登记|载明|记载|预留|填写|所留|留存|确认|证载|居留)+$"
)
_HOME = re.compile(
    r"房号|家|其|籍|送达|收件|邮寄|居住|户籍|户口|[现暂租寄原]住|身份证|个人|本人|申请人|当事人|学生|患者|业主|户主|住址|住处|住在|住于|被处罚人"
)
_LIVED_IN = re.compile(r"住[在于址]|[家现居租]住|家在|住处")
_SURELY_HOME = re.compile(
    r"住址|目的地|自有|本人|腾退|已购|名下|宅基地|继承|落户|现居|所购|购房|入住|迁|[祖老旧][屋宅房]|[家走]访|居留|通[讯信]处|[独寄定借暂旅]居|居家|[居自]住的|所住的|租住|搬|住[房宅]|家|其|籍|送达|收件|居住|户籍|户口|[现租暂原]住|住在"
)
_BARE_LED = r"[，,、；;。（(\s男女族生我俺其他她人]"
_BARE_HEAD = "[现均家原户籍常]"
_BARE = re.compile(
    r"住(?![址所地处在于房宅院户]|建(?![\u4e00-\u9fff]{1,2}(?:[东西南北中]|大)?[路街道巷镇乡村])|宿(?![州迁城松豫]))(?:(?=[\u4e00-\u9fff]{2,8}(?:省|市|县|区|旗|镇|乡|街道|自治[区州县])[\u4e00-\u9fff])|"
    rf"(?:(?<={_BARE_LED}住)|(?<={_BARE_LED}{_BARE_HEAD}住)|(?<={_BARE_LED}{_BARE_HEAD}{_BARE_HEAD}住)|(?<=^住)|(?<=^{_BARE_HEAD}住)|(?<=^{_BARE_HEAD}{_BARE_HEAD}住))[ \u3000]?)"
)
"""住 before a place, or at the head of a clause with two signs such as 现 and 家 before it at most."""
_LIVED = re.compile(r"住址|房号(?:所在)?地址|家庭|居住|户籍")
_COLUMN = re.compile(r"住址|家庭|居住|户籍地|户口地|住所|现住|地址|坐落|门牌|房号|楼号|村组|所在村")
_BODY_COLUMN = re.compile(r"单位|机构|企业|名称|公司|站点|网点|门店")
_HOME_COLUMN = re.compile(r"房号|楼号|村组|所在村")
_GROUP_COLUMN = re.compile(r"村组|所在村")
_TOWN_OR_DOOR = re.compile(r"[镇乡]|街道|[号栋幢室]")
_HINT = re.compile(
    r"[其住腾投自本通祖老旧落迁家Aa新原房楼村所购目送址户坐座门居](?:(?<=[住址居])|(?<=腾)退|(?<=其)(?:住房|房屋|自建房|住宅)|(?<=投)靠|(?<=自)有|(?<=本)人|(?<=通)[讯信]处|(?<=[祖老旧])[屋宅房]|(?<=落)[户]|(?<=迁)[入出至]|(?<=[，,；;：:。 ].)(?<=家)|(?<=[Aa])ddr|(?<=A)DDR|(?<=[新原旧])址|(?<=房)号|(?<=楼)号|(?<=村)组|(?<=所)(?:在村|购)|(?<=房)屋位置|(?<=购)房|(?<=目)的地|(?<=送)达|(?<=户)[籍口]|(?<=[坐座])落|(?<=门)牌|(?<=家)[是在就])"
)


def find_addresses(text: str, around: Surroundings) -> list[Finding]:
    """Where people live, told to the house; in order, none overlapping another."""
    near = around_doors(text)
    if not near:
        return []
    homes = Homes(text)
    if _HINT.search(text):
        in_table = False
        for start, end in near:
            for match in _CORE.finditer(text, start, end):
                _add_labelled(homes, match, around)
                in_table = in_table or around.row(match.start()) is not None
            for match in _BARE.finditer(text, start, end):
                _add_bare(homes, match)
        if in_table or (_HOME_COLUMN.search(text) and around.rows()):
            _add_columns(homes, around)
    add_unlabelled(homes, around, near)
    found = sorted(homes.found, key=lambda one: (one.start, -one.end))
    kept: list[Finding] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _add_labelled(homes: Homes, core: re.Match[str], around: Surroundings) -> None:
    text = homes.text
    link = _LINK.match(text, core.end())
    assert link is not None  # noqa: S101 (every part of the pattern may be empty)
    start = link.end()
    linked = _LINKED.search(core[0][-1] + link[0])
    if core[0] in _NEED_LINK and not linked and not _PLACE.match(text, start):
        return
    if not linked and text[start : start + 1] == "\n" and _ALONE.search(text, 0, core.start()):
        # One cell on each line: the label on one, the address on the next.
        start += 1
    kind = _HOUSE_STANDS.match(text, start)
    start = start if kind is None else kind.end()
    passage = passage_at(text, start)
    end = house_end(passage)
    if (
        not end
        or not names_place(passage[:end])
        or _UP_TO.search(passage)
        or _OFFICE_MOVED.match(text, start + end)
        or _SHOP_THERE.match(text, start + end)
        or BODY_THERE.match(text, start + end)
        or BY_BUS.match(text, start + end)
    ):
        return
    before = text[max(0, core.start() - 10) : core.start()]
    before = _PIECE_END.split(before)[-1]
    words = before + core[0]
    prefix = _BEFORE_LABEL.search(before)
    label = (
        ("其" if _ONES_OWN.search(before) else "")
        + (prefix[0] if prefix else "")
        + re.sub(r"\s", "", core[0])
    )
    asked = _SOMEBODYS.sub("", before if core[0] == "房号" else words)
    if (
        OFFICE_LABEL.search(asked)
        and not _HOME_LABEL.search(label)
        and not (
            _DECLARED.search(before)
            and _BEHIND_PAPERS.search(text, max(0, core.start() - 40), core.start() - len(before))
        )
    ):
        return
    lived_in = _LIVED_IN.search(core[0]) is not None
    if is_office(within_reach(passage, end).split("属于")[0], lived_in=lived_in):
        return
    if _BODYS_OWN.match(before):
        # 单位送达地址
        return
    if before.endswith("标准") and core[0].startswith("地"):
        # The address a place was given, not somebody's.
        return
    if prefix is None and _OF_A_BODY.search(before):
        return
    if _HANDED_IN.search(before) or _DATE.match(passage):
        return
    if (
        core[0].startswith("地")
        and not _HOME_LABEL.search(label)
        and (
            _MOVES.search(around.sentence(core.start()))
            or _COME_TO.search(text, max(0, core.start() - 120), core.start())
            or _LEGAL_BODY.search(around.sentence(core.start()))
            or _BODYS_LINE.search(around.sentence(core.start()))
            or _HEADED.search(text, max(0, core.start() - 60), core.start())
        )
    ):
        return
    if core[0][-1] == "落" and _ON_SALE.search(around.sentence(core.start())):
        return
    if core[0].startswith("住所") and text[start] == "由":
        return
    if core[0].startswith("住所") and _BODY_HEAD.search(around.sentence(core.start())):
        return
    if core[0].startswith("地") and _RUN_BY.search(around.sentence(core.start())):
        return
    if core[0][0] in "迁搬" and _BODY_MOVES.search(around.sentence(core.start())):
        return
    if _SURELY_HOME.search(label):
        homes.add(start, start + end, 0.92, "标明为住址，写到门牌")
        return
    if _APPLIED.search(around.sentence(core.start())):
        homes.add(start, start + end, 0.85, "申请人留的地址，写到门牌")
        return
    subject = around.subject(core.start())
    if subject is Subject.NOBODY:
        papers = _PAPERS_BEFORE.search(text, max(0, core.start() - 110), core.start())
        if papers is not None and not _OF_BODIES.search(papers["between"]):
            subject = Subject.PERSON
    if (
        core[0].startswith("地")
        and _CALL_OFFICE.match(text, start + end)
        and not is_named(text, core.start() - (len(prefix[0]) if prefix else 0))
        and not _HOME.search(label)
    ):
        return
    in_row = is_person_row(around.row(start))
    if subject is Subject.OFFICE and not in_row:
        return
    if _HOME.search(label):
        confidence, why = 0.92, "标明为住址，写到门牌"
    elif (
        subject is Subject.PERSON
        or in_row
        or is_named(text, core.start() - (len(prefix[0]) if prefix else 0))
    ):
        confidence, why = 0.8, "前文说的是个人，地址写到门牌"
    elif (
        subject is not Subject.OFFICE
        and _TICKET.search(text, max(0, start - 160), start + end + 160)
        and not _STREETS.match(text, start + end)
    ):
        confidence, why = 0.65, "诉求、工单里留的地址，写到门牌"
    elif (
        subject is not Subject.OFFICE
        and core[0][-1] == "落"
        and _REGISTERED.search(text, max(0, start - 120), start + end + 120)
        and not _BODY_OWNER.search(text, max(0, start - 80), start)
    ):
        confidence, why = 0.62, "登记或遗失公告中的房屋，写到门牌"
    elif subject is Subject.CONTACT:
        confidence, why = 0.4, "联系地址，看不出是否住家"
    else:
        confidence, why = 0.35, "地址写到门牌，看不出是否住家"
    homes.add(start, start + end, confidence, why)


def _add_bare(homes: Homes, match: re.Match[str]) -> None:
    text = homes.text
    kind = _KIND_OF_HOUSE.match(text, match.end()) or _HOUSE_STANDS.match(text, match.end())
    start = match.end() if kind is None else kind.end()
    passage = passage_at(text, start)
    end = house_end(passage)
    if (
        end
        and names_place(passage[:end])
        and not is_office(within_reach(passage, end), lived_in=True)
    ):
        homes.add(start, start + end, 0.9, "“住”字后写到门牌")


# 自住出租房某某路…: what kind of house it is is said first.
_KIND_OF_HOUSE = re.compile(
    r"(?:的)?(?:出租|自建|自有|租赁|承租)(?:房屋?|民房|屋|宅)(?:位于|坐落于?|在)?"
)


_PEOPLE = frozenset({"姓名", "户主", "户主姓名", "学生姓名", "职工姓名", "人员姓名"})
"""Headings of rows that are persons, whatever is told of their employers."""


def _add_columns(homes: Homes, around: Surroundings) -> None:
    """Cells under a heading such as 家庭住址."""
    text = homes.text
    taken = {one.start for one in homes.found}
    for row in around.rows():
        if len(row.cells) != len(row.headings):
            continue
        of_bodies = any(map(_BODY_COLUMN.search, row.headings))
        if of_bodies and not (row.headings[0] in _PEOPLE and is_person_row(row)):
            continue
        if _BODY_OWNER.search(text[row.start : row.cells[0][1]]) or any(
            _BODY_CELL.search(text[a:b]) for a, b in row.cells
        ):
            continue
        for (start, end), heading in zip(row.cells, row.headings, strict=True):
            if start in taken or not (_LIVED if of_bodies else _COLUMN).search(heading):
                continue
            if OFFICE_LABEL.search(heading) and not _LIVED.search(heading) and heading != "房号":
                continue
            if not is_person_row(row) and not _HOME.search(heading):
                continue
            passage = text[start:end]
            size = house_end(passage)
            if _GROUP_COLUMN.search(heading) and not _TOWN_OR_DOOR.search(passage[:size]):
                # 上河村二组 alone says in which group somebody counts, not where he lives.
                continue
            if size and names_place(passage[:size]):
                homes.add(start, start + size, 0.88, f"表头为“{heading}”，写到门牌")


_REGISTERED = re.compile(r"(?:转移|首次|变更|注销|继承|更正|抵押)登记|遗失|产权证")
_BODY_OWNER = re.compile(r"公司|集团|[局厂]|中心|委员会|学校|医院|银行|合作社|政府")
# Whoever is told to come there, comes to an office.
_COME_TO = re.compile(
    r"(?:[到至向赴]|前往)(?:我|本|该)?[^，。；\n]{0,14}?[队局所站科室厅心委会院口](?:[^，。；\n]{0,4})"
    r"(?:接受|办理|领取|咨询|陈述|申辩|提出|反映|查阅|处理|说明|申请|提交|报名|登记|缴纳|申报)[^\n]{0,60}$"
)
_BODY_CELL = re.compile(r"(?:公司|集团|合作社|厂)$")
_TICKET = re.compile(
    r"诉求|事由|反映(?:内容|问题|事项)|投诉(?:人|内容|事项)|来电(?:人|号码|内容)|工单|(?:留言|信件)内容|问题描述"
)
