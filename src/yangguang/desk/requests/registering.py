"""The form by which a clerk registers what came by hand, post, fax or word of mouth."""

from __future__ import annotations

from typing import Any

from django import forms

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.requests.models import Application, DeliveryWay, Form
from yangguang.apps.requests.persons import Contact, Person
from yangguang.apps.requests.services.intake import Wish, register_application
from yangguang.desk.requests.forms_base import day_field, line_field, text_field
from yangguang.desk.viewer import Viewer
from yangguang.law.identity import ApplicantKind
from yangguang.law.receipt import Channel


class RegisterForm(forms.Form):
    """Only what Art. 29 allows to be asked: who, how to reach them, what, in which form."""

    agency = forms.ModelChoiceField(
        label="收到申请的机构", queryset=Agency.objects.none(), empty_label=None
    )
    channel = forms.ChoiceField(label="渠道", choices=[(one.value, one.label) for one in Channel])
    arrived_on = day_field("到达日期", help_text="当面提交之日、签收之日或者收到之日。")
    confirmed_on = day_field(
        "确认日期",
        required=False,
        help_text="平常信函、传真、网络以与申请人确认之日为收到之日；尚未确认的留空。",
    )
    kind = forms.ChoiceField(
        label="申请人类别", choices=[(one.value, one.label) for one in ApplicantKind]
    )
    name = line_field("姓名或者名称", longest=100)
    identity = line_field("身份证明号码", required=False, longest=40)
    telephone = line_field("电话", required=False, longest=40)
    email = forms.EmailField(label="电子邮箱", required=False)
    address = line_field("通信地址", required=False)
    postcode = line_field("邮政编码", required=False, longest=10)
    contact = line_field("联系人", required=False, longest=50, help_text="单位申请的，写联系人。")
    wanted = text_field(
        "所需政府信息",
        required=False,
        rows=5,
        help_text="名称、文号或者便于查询的其他特征描述，照录申请表。",
    )
    title = line_field(
        "事项名称",
        required=False,
        longest=120,
        help_text="列表中显示，不要写入个人信息；留空则取描述的开头。",
    )
    form = forms.ChoiceField(label="获取形式", choices=Form.choices)
    delivery = forms.ChoiceField(label="获取方式", choices=DeliveryWay.choices)
    secret = forms.BooleanField(
        label="涉密线索：内容可能涉及国家秘密，只登记、不录入内容", required=False
    )

    def __init__(self, data: Any, *, viewer: Viewer) -> None:
        super().__init__(data, label_suffix="")
        self.viewer = viewer
        agency = self.fields["agency"]
        if isinstance(agency, forms.ModelChoiceField):
            agency.queryset = viewer.visible(Permission.REQUEST_REGISTER)
            agency.initial = viewer.agency.pk if viewer.agency else None
        self.fields["arrived_on"].initial = viewer.today

    def clean(self) -> dict[str, Any]:
        """A channel that needs confirmation may wait for it; one that needs none ignores it."""
        values = super().clean() or {}
        if not values.get("wanted") and not values.get("secret"):
            self.add_error("wanted", "请填写所需政府信息；可能涉密的，勾选“涉密线索”。")
        return values

    def save(self) -> Application:
        """Register it. Raises Refused with a sentence for the clerk."""
        values = self.cleaned_data
        return register_application(
            agency=values["agency"],
            channel=Channel(values["channel"]),
            arrived_on=values["arrived_on"],
            confirmed_on=values["confirmed_on"],
            person=Person(
                ApplicantKind(values["kind"]),
                values["name"],
                values["identity"],
                Contact(
                    values["telephone"],
                    values["email"],
                    values["address"],
                    values["postcode"],
                    values["contact"],
                ),
            ),
            wish=Wish(
                values["wanted"],
                Form(values["form"]),
                DeliveryWay(values["delivery"]),
                values["title"],
            ),
            secret=values["secret"],
            user=self.viewer.user,
            by=self.viewer.actor,
            at=self.viewer.now,
        )
