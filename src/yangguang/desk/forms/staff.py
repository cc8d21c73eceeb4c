"""People, posts, roles, delegation and hand-over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency, Post, Reach, Role, User
from yangguang.apps.agencies.permissions import Permission
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.agencies import rows_for

if TYPE_CHECKING:
    _UserField = forms.ModelChoiceField[User]
    _PostField = forms.ModelChoiceField[Post]
    _RoleField = forms.ModelChoiceField[Role]
else:
    _UserField = _PostField = _RoleField = forms.ModelChoiceField


class PersonChoice(_UserField):
    """A colleague to choose; the log-in name tells apart people of the same name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.username}）"


class PostChoice(_PostField):
    """A post to choose, with its holder."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.name}：{obj.agency.name}{obj.role.name}"


class RoleChoice(_RoleField):
    """A role to choose, with its reach."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.get_reach_display()}）"


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **more,
    )


class ContactPersonForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=50)
    telephone = forms.CharField(label="联系电话", max_length=40, required=False)
    email = forms.CharField(label="电子邮箱", max_length=100, required=False)


class AssignForm(forms.Form):
    agency = AgencyChoice(label="机构", queryset=Agency.objects.none())
    role = RoleChoice(label="角色", queryset=Role.objects.none())
    valid_from = _day("任职起始日期")

    def __init__(
        self, data: Any, *, agencies: QuerySet[Agency], roles: QuerySet[Role], today: date
    ) -> None:
        super().__init__(data, initial={"valid_from": today})
        rows_for(self, "agency", agencies)
        rows_for(self, "role", roles)


class NewPersonForm(AssignForm):
    username = forms.CharField(
        label="登录名",
        max_length=64,
        help_text="字母、数字、点、横线或下划线，定后不能更改。",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    name = forms.CharField(label="姓名", max_length=50)
    telephone = forms.CharField(label="联系电话", max_length=40, required=False)
    email = forms.CharField(label="电子邮箱", max_length=100, required=False)
    field_order = ("username", "name", "telephone", "email", "agency", "role", "valid_from")


class EndPostForm(forms.Form):
    last_day = _day("最后一天", help_text="填昨天或更早，则立即失效。")
    reason = forms.CharField(label="理由", max_length=300, required=False)


class RoleForm(forms.Form):
    name = forms.CharField(label="角色名称", max_length=50)
    reach = forms.ChoiceField(label="范围", choices=Reach.choices)
    needs_second_factor = forms.BooleanField(label="登录须二次验证", required=False)
    permissions = forms.MultipleChoiceField(
        label="权限",
        choices=Permission.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class NewRoleForm(RoleForm):
    code = forms.SlugField(label="代码", max_length=40, help_text="小写字母、数字和横线。")
    field_order = ("name", "code", "reach", "needs_second_factor", "permissions")


class DelegateForm(forms.Form):
    post = PostChoice(label="任职", queryset=Post.objects.none())
    to = PersonChoice(label="代办人", queryset=User.objects.none())
    first_day = _day("第一天")
    last_day = _day("最后一天（含）")
    reason = forms.CharField(label="事由", max_length=200, help_text="例如休假、出差、学习。")

    def __init__(
        self, data: Any, *, posts: QuerySet[Post], people: QuerySet[User], today: date
    ) -> None:
        super().__init__(data, initial={"first_day": today})
        rows_for(self, "post", posts)
        rows_for(self, "to", people)


class HandOverForm(forms.Form):
    successor = PersonChoice(label="接手人", queryset=User.objects.none())
    take_posts = forms.ChoiceField(
        label="任职",
        choices=[("yes", "由接手人继任"), ("no", "只终止，不继任")],
        widget=forms.RadioSelect,
        initial="yes",
    )
    leaves = forms.ChoiceField(
        label="账号",
        choices=[("yes", "停用离岗人账号"), ("no", "保留账号（只是换岗）")],
        widget=forms.RadioSelect,
        initial="yes",
    )
    reason = forms.CharField(label="原因", max_length=300, help_text="例如调离、退休。")

    def __init__(self, data: Any, *, people: QuerySet[User]) -> None:
        super().__init__(data)
        rows_for(self, "successor", people)
