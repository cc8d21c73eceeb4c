"""What is wrong with a draft, step by step, in words that say how to mend it.

It asks only what the regulation lets be asked (`law.identity.may_ask`). 依据：《条例》第二十九条第二款。
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from yangguang.apps.requests.models import DeliveryWay, Form
from yangguang.law.identity import Field, may_ask
from yangguang.law.regimes import Regime
from yangguang.portal.requests.bodies import appliable
from yangguang.portal.requests.draft import Draft, StepName, Trouble
from yangguang.portal.requests.limits import LONGEST_WANTED, MOST_BODIES
from yangguang.text.document import Document, Paragraph
from yangguang.text.identity import normal_identity, normal_phone
from yangguang.text.privacy.checkdigits import has_id_shape, is_credit_code, is_id_number
from yangguang.text.secrecy import secrecy_mark

ASKED = {
    Field.NAME,
    Field.IDENTITY_PROOF,
    Field.CONTACT,
    Field.DESCRIPTION,
    Field.FORM_WANTED,
    Field.APPLICANT_KIND,
}
"""All that the form asks; a test holds it against the law."""

_POSTCODE = re.compile(r"\d{6}")
_IDENTITY = re.compile(r"[0-9A-Z]{6,30}")
_FITTING = {
    Form.PAPER: (DeliveryWay.POST, DeliveryWay.COUNTER, DeliveryWay.FAX),
    Form.ELECTRONIC: (
        DeliveryWay.ONLINE,
        DeliveryWay.EMAIL,
        DeliveryWay.COUNTER,
        DeliveryWay.POST,
    ),
    Form.INSPECTION: (DeliveryWay.COUNTER,),
    Form.OTHER: tuple(DeliveryWay),
}


def questions_allowed(regime: Regime) -> bool:
    """Whether every question of the form is allowed under that regulation."""
    return all(may_ask(one, regime) for one in ASKED)


def troubles_of(draft: Draft, step: StepName) -> list[Trouble]:
    """What is wrong with one step; empty when it is done."""
    check = {
        StepName.BODIES: _bodies,
        StepName.WANTED: _wanted,
        StepName.WAY: _way,
        StepName.APPLICANT: _applicant,
        StepName.FILES: _files,
    }.get(step)
    return check(draft) if check else []


def first_unfinished(draft: Draft) -> StepName | None:
    """The first step before the last in which something is wrong or that was never sent."""
    for step in StepName:
        if step is StepName.CHECK:
            return None
        if step not in draft.seen or troubles_of(draft, step):
            return step
    return None


def mark_in(text: str) -> str:
    """The classification mark that a typed text bears; empty where it bears none."""
    lines = tuple(Paragraph(line) for line in text.split("\n"))
    return secrecy_mark(Document(lines, "text/plain")) or ""


def _bodies(draft: Draft) -> list[Trouble]:
    if not draft.bodies:
        return [Trouble("find", "请选择至少一个行政机关：输入名称查找，然后在结果中勾选。")]
    if len(draft.bodies) > MOST_BODIES:
        return [Trouble("chosen", f"一次最多选择{MOST_BODIES}个机关，请取消一些，其余的另行提交。")]
    gone = [one.agency.name for one in appliable(draft.bodies) if not one.online]
    if gone:
        return [
            Trouble(
                "chosen",
                f"{'、'.join(gone)}不接受网上申请，请取消勾选，改用当面、邮寄等方式提交。",
            )
        ]
    return []


def _wanted(draft: Draft) -> list[Trouble]:
    text = draft.wanted.strip()
    if not text:
        return [
            Trouble(
                "wanted",
                "请写明所需政府信息的名称、文号，或者便于查询的其他特征（条例第二十九条）。",
            )
        ]
    if len(text) > LONGEST_WANTED:
        return [
            Trouble(
                "wanted",
                f"内容有{len(text)}个字，超过{LONGEST_WANTED}个字。请精简，或者写在附件中上传。",
            )
        ]
    if len("".join(text.split())) < 4:
        return [Trouble("wanted", "内容太短，无法据此查找。请写明信息的名称、文号、年份或者事项。")]
    return []


def _way(draft: Draft) -> list[Trouble]:
    found = []
    if draft.form not in Form.values:
        found.append(Trouble("form", "请选择希望得到的形式（条例第二十九条）。"))
    if draft.delivery not in DeliveryWay.values:
        found.append(Trouble("delivery", "请选择获取的方式（条例第二十九条）。"))
    if found:
        return found
    fitting = _FITTING[Form(draft.form)]
    if DeliveryWay(draft.delivery) not in fitting:
        ways = "、".join(str(one.label) for one in fitting)
        return [
            Trouble("delivery", f"“{draft.form_label}”只能以{ways}的方式提供，请改选其中一种。")
        ]
    return []


def _applicant(draft: Draft) -> list[Trouble]:
    found = []
    if draft.chosen_kind is None:
        found.append(Trouble("kind", "请选择申请人类别。"))
    whose = "组织名称" if draft.organisation else "姓名"
    if not draft.name.strip():
        found.append(Trouble("name", f"请填写{whose}（条例第二十九条）。"))
    found += _identity(draft)
    found += _contact(draft)
    if draft.organisation and not draft.person.strip():
        found.append(Trouble("person", "请填写联系人姓名，便于受理机关与你单位确认。"))
    return found


def _identity(draft: Draft) -> list[Trouble]:
    number = normal_identity(draft.identity)
    if not number:
        words = (
            "请填写统一社会信用代码或者其他登记证号（条例第二十九条：身份证明）。"
            if draft.organisation
            else "请填写身份证件号码（条例第二十九条：身份证明）。"
        )
        return [Trouble("identity", words)]
    if not _IDENTITY.fullmatch(number):
        return [Trouble("identity", "证件号码应为6至30位数字和字母，请对照证件核对。")]
    if draft.organisation:
        if len(number) == 18 and not is_credit_code(number) and not is_id_number(number):
            return [
                Trouble(
                    "identity", "统一社会信用代码的校验位不符，可能输错了一位，请对照证照核对。"
                )
            ]
        return []
    if len(number) == 18 and has_id_shape(number) and not is_id_number(number):
        return [
            Trouble(
                "identity", "身份证号码的最后一位与前17位不符，可能输错了一位，请对照证件核对。"
            )
        ]
    return []


def _contact(draft: Draft) -> list[Trouble]:
    found = []
    telephone, email = draft.telephone.strip(), draft.email.strip()
    address, postcode = draft.address.strip(), draft.postcode.strip()
    if not (telephone or email or address):
        found.append(Trouble("telephone", "请至少填写一种联系方式：电话、电子邮箱或者通信地址。"))
    if telephone and not 7 <= len(normal_phone(telephone)) <= 15:
        found.append(Trouble("telephone", "电话号码的位数不对，请填写手机号，或者区号加固定电话。"))
    if email and not _is_email(email):
        found.append(Trouble("email", "电子邮箱的格式不对，应像 name@example.com，请核对。"))
    if postcode and not _POSTCODE.fullmatch(postcode):
        found.append(Trouble("postcode", "邮政编码应为6位数字。"))
    needs = {
        DeliveryWay.POST: ("address", address, "选择邮寄的，请填写收件地址。"),
        DeliveryWay.EMAIL: ("email", email, "选择电子邮件的，请填写电子邮箱。"),
        DeliveryWay.FAX: ("telephone", telephone, "选择传真的，请在电话一栏填写能接收传真的号码。"),
    }
    if draft.delivery in needs:
        name, given, words = needs[DeliveryWay(draft.delivery)]
        if not given and not any(one.field == name for one in found):
            found.append(Trouble(name, words))
    return found


def _files(draft: Draft) -> list[Trouble]:
    if not draft.proofs and not draft.proof_later:
        return [
            Trouble(
                "proof",
                "请上传身份证明；现在不方便上传的，请勾选“由受理机关通知我补正”。",
            )
        ]
    return []


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
