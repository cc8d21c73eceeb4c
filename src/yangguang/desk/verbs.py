"""The Chinese names of recorded acts, for people who read the record.

The record keeps stable codes; a code without a name here fails a test, so nobody ever reads one.
"""

from __future__ import annotations

from yangguang.apps.requests.workflow import ACTS

VERBS = {
    **{f"request.{act.code}": act.label for act in ACTS},
    "request.register": "登记申请",
    "request.remedy": "登记复议诉讼",
    "request.remedy-answer": "登记复议诉讼答复",
    "request.remedy-decided": "登记复议诉讼结果",
    "conversion.propose": "提出转主动公开",
    "conversion.accept": "转为主动公开",
    "conversion.decline": "暂不转为主动公开",
    "agency.confirm": "核实机构",
    "agency.create": "新建机构",
    "agency.identify": "归并待核实机构",
    "agency.merge": "合并机构",
    "agency.move": "调整机构隶属",
    "agency.propose": "登记待核实机构",
    "agency.rename": "机构更名",
    "agency.update": "修改机构资料",
    "calendar.drop": "放弃日历变更",
    "calendar.propose": "提出日历变更",
    "calendar.sign-off": "签核日历变更",
    "calendar.yellow-days": "设定黄灯天数",
    "column.add": "新建栏目",
    "column.move": "移动栏目",
    "column.rename": "栏目更名",
    "delegation.add": "授权代办",
    "delegation.end": "结束代办",
    "duty.assign": "指定承办人",
    "duty.cancel": "取消应办事项",
    "duty.discharge": "办结应办事项",
    "duty.move": "变动期限",
    "duty.open": "登记应办事项",
    "duty.reopen": "重新打开应办事项",
    "duty.repoint": "变更承办机构",
    "index-rule.set": "设定索引号规则",
    "item.accept": "转入公开",
    "item.edit-header": "修改页头",
    "item.publish": "公开",
    "item.reject": "不予转入",
    "item.reopen": "重新审核",
    "item.repoint": "变更所属机构",
    "item.store": "存入",
    "item.withdraw": "撤回",
    "notice.resend": "重发通知",
    "letter-word.begin": "设定文号起始号",
    "letter-word.set": "设定机关代字",
    "letter.draft": "起草文书",
    "letter.issue": "文书发文",
    "letter.return": "退回文书",
    "letter.revise": "修改文书",
    "letter.sign": "签发文书",
    "letter.void": "作废文书",
    "letter-template.draft": "起草文书模板",
    "letter-template.revise": "修改文书模板",
    "letter-template.start": "启用文书模板",
    "letter-template.retire": "停用文书模板",
    "remedy-bodies.set": "设定复议机关和法院",
    "post.assign": "登记任职",
    "post.end": "结束任职",
    "report.judge": "认定年报问题",
    "role.add": "新建角色",
    "role.edit": "修改角色",
    "staff.add": "新建人员",
    "staff.change-password": "修改密码",
    "staff.deactivate": "停用账号",
    "staff.edit": "修改人员资料",
    "staff.hand-over": "离岗移交",
    "staff.reactivate": "恢复账号",
    "staff.remove-authenticator": "停用验证器",
    "staff.renew-backup-codes": "更换备用码",
    "staff.reset-password": "重置密码",
    "staff.set-authenticator": "启用验证器",
    "staff.sign-in": "登录",
    "staff.sign-out": "退出登录",
    "staff.use-backup-code": "使用备用码",
    "supervision.answer": "反馈催办督办",
    "supervision.close": "办结催办督办",
    "supervision.issue": "催办督办",
    "supervision.return": "退回重报",
}

SUBJECTS = {
    "application": "公开申请",
    "conversion": "转主动公开建议",
    "agency": "机构",
    "calendar-revision": "日历变更",
    "column": "栏目",
    "delegation": "授权代办",
    "duty": "应办事项",
    "index-rule": "索引号规则",
    "item": "信息",
    "notice": "通知",
    "letter": "文书",
    "letter-template": "文书模板",
    "letter-word": "文书文号",
    "remedy-bodies": "复议机关和法院",
    "post": "任职",
    "report": "年度报告",
    "role": "角色",
    "supervision-order": "催办督办",
    "user": "人员",
}


def verb_label(code: str) -> str:
    """The act's name; the code itself for one recorded by a newer or older version."""
    return VERBS.get(code, code)


def subject_label(code: str) -> str:
    """The name of the kind of record."""
    return SUBJECTS.get(code, code)
