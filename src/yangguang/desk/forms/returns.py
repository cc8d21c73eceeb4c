"""Rounds, local forms, files and the words that acts on returns need."""

from __future__ import annotations

from typing import Any

from django import forms

from yangguang.apps.reports.models import ReturnState
from yangguang.law.returns.load import LONGEST, TEMPLATES
from yangguang.law.returns.model import ANNUAL

LARGEST_FILE = 8 * 1024 * 1024


def _day(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RoundFilterForm(forms.Form):
    """What of a round is listed."""

    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("owed", "未报送"), *ReturnState.choices],
    )
    light = forms.ChoiceField(
        label="灯",
        required=False,
        choices=[("", "全部"), ("red", "超期"), ("yellow", "临期"), ("green", "正常")],
    )
    level = forms.ChoiceField(
        label="范围", required=False, choices=[("", "全部可见"), ("direct", "本机构审收的")]
    )
    found = forms.ChoiceField(
        label="问题",
        required=False,
        choices=[
            ("", "全部"),
            ("blocking", "须更正"),
            ("unexplained", "待说明"),
            ("back", "退回过"),
        ],
    )
    q = forms.CharField(label="机构", required=False, max_length=60)

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="")


class NewRoundForm(forms.Form):
    code = forms.ChoiceField(label="表式")
    year = forms.IntegerField(label="年度", min_value=2014, max_value=2100)
    part = forms.IntegerField(
        label="期", min_value=0, max_value=12, required=False,
        help_text="年报不填；季报填1至4，月报填1至12。",
    )  # fmt: skip

    def __init__(self, data: Any, *, codes: list[tuple[str, str]], initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        field = self.fields["code"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(ANNUAL, "年度报告统计表（国家规定）"), *codes]


class MoveRoundForm(forms.Form):
    due_on = _day("机关报送期限")
    government_due_on = _day("政府报送期限")
    why = forms.CharField(label="理由", max_length=300)


class DefinitionForm(forms.Form):
    """A local form as text, typed, changed from a template, or from a file."""

    text = forms.CharField(
        label="定义",
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "class": "source"}),
        help_text="写法与国家统计表定义相同，另加 [return] 部分；改动后保存为新版本，已布置的期次不受影响。",
    )
    file = forms.FileField(label="或者上传定义文件（TOML）", required=False)

    def clean(self) -> dict[str, Any]:
        """The file goes before what stands in the box."""
        data = super().clean() or {}
        file = data.get("file")
        if file is not None:
            if file.size > LONGEST * 4:
                self.add_error("file", "文件过大，定义不超过20万字，请核对文件。")
                return data
            try:
                data["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", "文件不是 UTF-8 文字，请另存为 UTF-8 后再上传。")
                return data
        data["text"] = data.get("text", "").replace("\r\n", "\n").replace("\x00", "")
        if not data["text"].strip():
            self.add_error("text", f"请填写定义，或者从模板（{'、'.join(TEMPLATES)}）开始修改。")
        return data


class FileForm(forms.Form):
    file = forms.FileField(
        label="文件",
        help_text="本表导出的 xlsx，或者其他平台按交换格式生成的 JSON。与记录取数不同的数字记为手工填报。",
    )

    def clean_file(self) -> Any:
        """Not larger than a return can be."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("文件过大，报表文件不超过8兆字节，请核对文件。")
        return file


class WordsForm(forms.Form):
    """The words an act needs, and the day where it sets one."""

    text = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 4}), label="理由")
    correct_by = _day("更正期限", "被退回机构须在这一天以前重新报送。")

    def __init__(
        self, data: Any, *, label: str, with_day: bool, required: bool, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["text"].label = label
        self.fields["text"].required = required
        if not with_day:
            del self.fields["correct_by"]


class CellForm(forms.Form):
    """A number against what records give."""

    value = forms.CharField(label="填报数", max_length=30)
    source = forms.CharField(
        label="来源说明",
        max_length=300,
        help_text="例如台账名称、来函文号；改写记录取数的，写明理由。",
    )
