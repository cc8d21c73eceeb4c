"""Signs that begin like somebody's name and are never anybody.

Whole words stand in words.toml (``never``, ``fields``); here are the forms that make ever new ones.
"""

from __future__ import annotations

import re

from yangguang.text.privacy.lexicon import FIELDS

NOBODY = re.compile(
    r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{1,4}[元圆]整?$|[\u4e00-\u9fff]{1,3}(?:爸爸|妈妈|爷爷|奶奶|外公|外婆|姥姥|姥爷|家长)$|[\u4e00-\u9fff]{2,3}[人者]$|[\u4e00-\u9fff]{1,3}族$|[老小阿][\u4e00-\u9fff]$|[\u4e00-\u9fff]老[太汉头]|[\u4e00-\u9fff][市县区镇乡村省部厅校院站所队组班局处科庭州行团会连]长$|.*[某×氏]|[\u4e00-\u9fff]某[\u4e00-\u9fff]{1,2}|[\u4e00-\u9fff](?:[工总姓氏]|女士|先生|律师|警官|医生|队|老师|师傅|主任|经理|法官|同志|科长|局长|书记|同学|大爷|大妈|阿姨|医师|教授|队长|所长)$"
)
PHRASE = re.compile(r"时(?:拨打|挪车?$|用其|用$|拨$)|我[姓是叫]|[\u4e00-\u9fff]办公$")
"""What is nobody even right before somebody's number: 本人时拨打138…, 我姓雷."""
_HAN = "[\u4e00-\u9fff]"
_BEGINNINGS = (
    # 经审核, 经我局
    r"经(?:[查审比初核复检调办过由批营济费手研综公评专鉴询协讨抽统核]|我[局院委]|本[局院委机])",
    # 请带孩子, 来信说
    r"请(?:带|携|凭|持|于|在|到|与|向|按|将|及|尽|准)",
    r"来(?:信|电|访|函)(?:说|称|反|询|表|要|求)?$",
    # 那台车
    r"那[台个条辆位块天年边里些种样件头棵间座套段户处根所次时么]",
    # 向本府申请, 应于本月
    r"向(?:本[府局院委机级单人]|我[局院委市县区镇]|有关|上级|社会)",
    r"应(?:于|在|当|按|由|向|予)",
    # 养牛户
    r"养[牛羊猪鸡鸭鹅蜂鱼殖护兔驴马蚕虾蟹老]",
)
_WHOLES = (
    rf"{_HAN}{{1,4}}(?:手机|电话)",
    rf"{_HAN}{{0,6}}(?:号码|账号|卡号)",
    rf"{_HAN}(?:微信|住址|身份证?|家住|现住)",
    # 由其女儿代领
    rf"{_HAN}{{0,2}}代[领办缴签收为理付取接交填写]",
    rf"{_HAN}(?:小学|中学|大学|医院|公司|村委|学校|宾馆|超市)",
    rf"{_HAN}{{1,3}}(?:银行|信用社|农商行)",
    # 李家沟
    rf"{_HAN}家[沟湾坪坝坡岭塘庄屯寨村堡冲垭河洼梁峁咀嘴峪岗窑]",
    rf"{_HAN}{{1,3}}号",
    rf"{_HAN}{{2}}[牌班]",
    rf"{_HAN}防办",
    rf"{_HAN}{{1,2}}博士",
    rf"{_HAN}一[下个些]",
    # 同步至
    r"步[至到入行骤]",
    # 旧账户：信用社存折
    rf"信用社{_HAN}{{1,3}}",
    # 占着
    rf"{_HAN}着",
    rf"{_HAN}{{2}}村",
    r"[车船]一[辆艘台部]",
    # 穿黑布鞋
    rf"[黑白红蓝灰花]色?[衣裤鞋帽布]{_HAN}?",
    r"(?:[红黄蓝绿白黑]|银灰)色",
    rf"毛色{_HAN}?|黄[疸体斑]|高血[压脂糖]",
    r"原[迁任系住籍址属卡]",
    rf"须(?:携|持|带|提|于|在|经|由|凭|向|按|填){_HAN}?",
    rf"应[携出带填写报交办备]{_HAN}?",
    r"曾(?:服役|任|于|在|因|被|有|获|多次|先后)",
    r"[零壹贰叁肆伍陆柒捌玖拾佰仟万]{2,}",
    r"全(?:自理|护理|失能|日制|托)",
    r"(?:敖汉|杭锦|乌审|达茂|库伦|阿荣|奈曼|察右|达拉特|鄂托克)旗",
    r"高[一二三中]",
    r"一[卡折]通",
    r"和(?:银行|身份|手机|电话|护照|社保|医保)[\u4e00-\u9fff]?",
    # 打入祖父卡号
    rf"{_HAN}{{2}}卡",
    # 伤者左小腿轻微咬伤
    rf"左(?:[小大上下]?[腿臂肢手脚眼耳膝肩踝腕肘髋]|侧|边|前|后){_HAN}?",
)
_FORM = re.compile(rf"{'|'.join(_BEGINNINGS)}|(?:{'|'.join(_WHOLES)})$")


def is_never(name: str) -> bool:
    """Whether the signs are a word or of a form that is nobody's name."""
    return name in FIELDS or _FORM.match(name) is not None
