"""What the forms of the desk say beside a field that was left empty or filled in wrongly."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile


class _Form(forms.Form):
    title = forms.CharField(label="标题", max_length=3)
    on = forms.DateField(label="公开日期")
    hour = forms.TimeField(label="时间")
    way = forms.ChoiceField(label="方式", choices=[("a", "甲")])
    ways = forms.MultipleChoiceField(label="形式", choices=[("a", "甲")])
    share = forms.IntegerField(label="比例（%）", min_value=1, max_value=100)
    amount = forms.DecimalField(label="金额：", max_digits=6, decimal_places=2)
    email = forms.EmailField(label="电子邮箱")
    file = forms.FileField(label="附件", max_length=5)
    checked = forms.BooleanField(label="已经核对")
    own = forms.CharField(label="理由", error_messages={"required": "还没有写明理由。"})
    nameless = forms.CharField(max_length=2)
    revision = forms.IntegerField(widget=forms.HiddenInput)


def _said(data: dict[str, object], file: SimpleUploadedFile | None = None) -> dict[str, str]:
    form = _Form(data, {"file": file} if file else None)
    return {name: " ".join(errors) for name, errors in form.errors.items()}


def test_every_field_left_empty_is_asked_for_by_its_name() -> None:
    assert _said({}) == {
        "title": "请填写“标题”。",
        "on": "请填写“公开日期”。",
        "hour": "请填写“时间”。",
        "way": "请选择“方式”。",
        "ways": "请选择“形式”。",
        "share": "请填写“比例（％）”。",
        "amount": "请填写“金额”。",
        "email": "请填写“电子邮箱”。",
        "file": "请选择“附件”。",
        "checked": "请勾选“已经核对”。",
        "own": "还没有写明理由。",
        "nameless": "请填写本项。",
        "revision": "页面不完整或者已经过期，请刷新页面后重新提交。",
    }


def test_what_does_not_fit_is_told_with_the_name_and_the_way_out() -> None:
    wrong = {
        "title": "四字标题",
        "on": "2026-02-30",
        "hour": "25:00",
        "way": "b",
        "ways": ["b"],
        "share": "101",
        "amount": "1.234",
        "email": "某人",
        "checked": "on",
        "own": "有",
        "nameless": "过长了",
        "revision": "x",
    }
    assert _said(wrong, SimpleUploadedFile("范围图.pdf", b"%PDF")) == {
        "title": "“标题”最多 3 个字，现有 4 个字，请删减。",
        "on": "“公开日期”不是有效日期，请写作 2026-03-05。",
        "hour": "“时间”不是有效时间，请按 24 小时制写作 09:30。",
        "way": "“方式”的选项不存在或者已经停用，请重新选择。",
        "ways": "“形式”的选项不存在或者已经停用，请重新选择。",
        "share": "“比例（％）”不能大于 100，请核对。",
        "amount": "“金额”最多 2 位小数，请核对。",
        "email": "“电子邮箱”不是有效的电子邮箱，请核对。",
        "file": "“附件”文件名过长（最多 5 个字），请改短后重新选择。",
        "nameless": "本项最多 2 个字，现有 3 个字，请删减。",
        "revision": "页面不完整或者已经过期，请刷新页面后重新提交。",
    }


def test_numbers_that_are_none_and_empty_files_are_told_so() -> None:
    said = _said(
        {"share": "五", "amount": "五元", "title": "标\x00题"}, SimpleUploadedFile("a.tx", b"")
    )
    assert said["share"] == "“比例（％）”应当是整数，请只填写数字。"
    assert said["amount"] == "“金额”应当是数字，请核对。"
    assert said["title"] == "“标题”含有不能保存的字符，请删去后重新填写。"
    assert said["file"] == "“附件”选择的是空文件（0 字节），请检查后重新选择。"
