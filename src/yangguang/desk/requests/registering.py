"""The form by which a clerk registers what came by hand, post, fax or word of mouth."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.requests.models import Application, DeliveryWay, Form, HeldScan
from yangguang.apps.requests.persons import Contact, Person
from yangguang.apps.requests.services.intake import Wish, register_application
from yangguang.apps.requests.services.originals import attach_scans, drop_scans
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
    email_agreed = forms.BooleanField(label="申请人同意用电子邮件告知办理进展", required=False)
    originals = forms.FileField(label="扫描原件", required=False)
    """Drawn by hand on the page, which takes several; taken by the view before the form is read."""
    receipt = forms.BooleanField(label="登记后出具登记回执", required=False)
    secret = forms.BooleanField(
        label="涉密线索：内容可能涉及国家秘密，只登记、不录入内容", required=False
    )

    def __init__(self, data: Any, *, viewer: Viewer, scans: list[HeldScan]) -> None:
        super().__init__(data, label_suffix="")
        self.viewer = viewer
        self.scans = scans
        agency = self.fields["agency"]
        if isinstance(agency, forms.ModelChoiceField):
            agency.queryset = viewer.visible(Permission.REQUEST_REGISTER)
            agency.initial = viewer.agency.pk if viewer.agency else None
        self.fields["arrived_on"].initial = viewer.today

    @classmethod
    def kept_open(cls, data: Any, *, viewer: Viewer, scans: list[HeldScan]) -> RegisterForm:
        """The form with all that was typed and no complaint, while only files come and go."""
        form = cls(None, viewer=viewer, scans=scans)
        for name, field in form.fields.items():
            form.initial[name] = field.widget.value_from_datadict(data, {}, name)
        return form

    def clean(self) -> dict[str, Any]:
        """A channel that needs confirmation may wait for it; one that needs none ignores it."""
        values = super().clean() or {}
        if not values.get("wanted") and not values.get("secret"):
            self.add_error("wanted", "请填写所需政府信息；可能涉密的，勾选“涉密线索”。")
        if values.get("secret") and self.scans:
            drop_scans(self.scans)
            self.scans = []
            self.add_error(
                "secret",
                "涉密线索只登记、不上传任何文件，已上传的扫描件已经删除。核对后请再次登记。",
            )
        if values.get("secret") and values.get("receipt"):
            self.add_error("receipt", "涉密线索不出具登记回执，请取消勾选，线下办理。")
        if values.get("email_agreed") and not values.get("email") and "email" not in self.errors:
            self.add_error("email", "请填写电子邮箱，或者取消勾选“同意用电子邮件告知办理进展”。")
        return values

    def save(self) -> Application:
        """Register it with its originals: all or nothing. Raises Refused with a sentence."""
        with transaction.atomic():
            application = self._register()
            attach_scans(
                application=application,
                scans=self.scans,
                by=self.viewer.actor,
                at=self.viewer.now,
            )
        return application

    def _register(self) -> Application:
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
                values["email_agreed"],
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
