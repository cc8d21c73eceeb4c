"""分类归档: classifications with their counts, and the rules by which stock is filed under them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.catalog.filing import conditions_of, try_rule
from yangguang.apps.catalog.models import Column, Facet, FilingRule, FilingRun
from yangguang.apps.catalog.selectors import facets, items_in_scheme
from yangguang.apps.catalog.services.filing import (
    add_rule,
    apply_rule,
    end_rule,
    load_standard,
    undo_run,
)
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.filing import ApplyRuleForm, NewRuleForm
from yangguang.desk.viewer import DeskRequest, Viewer

MANAGE = Permission.COLUMN_MANAGE
SHOWN = (
    Facet.Scheme.FIVE,
    Facet.Scheme.KEY_AREA,
    Facet.Scheme.ARTICLE_20,
    Facet.Scheme.BASELINE,
    Facet.Scheme.TOPIC,
)


def _at_the_top(viewer: Viewer) -> None:
    """Classifications are the whole site's: who manages one body's columns has no part in them."""
    if not viewer.at_the_top(MANAGE):
        raise Http404


def _rule(viewer: Viewer, key: int) -> FilingRule:
    _at_the_top(viewer)
    found = FilingRule.objects.select_related("facet__parent", "column", "agency").filter(pk=key)
    rule = found.first()
    if rule is None:
        raise Http404
    return rule


@needs(MANAGE)
@require_GET
def classifications(request: DeskRequest) -> HttpResponseBase:
    """One classification: each value with how many items stand under it, and its rules."""
    _at_the_top(request.viewer)
    wanted = request.GET.get("scheme", "")
    scheme = Facet.Scheme(wanted) if wanted in Facet.Scheme.values else Facet.Scheme.FIVE
    rules: dict[int, list[FilingRule]] = {}
    for rule in FilingRule.objects.filter(facet__scheme=scheme, ended_at=None):
        rules.setdefault(rule.facet_id, []).append(rule)
    rows = [(facet, count, rules.get(facet.pk, [])) for facet, count in facets(scheme)]
    children: dict[int | None, list[tuple[Facet, int, list[FilingRule]]]] = {}
    for row in rows:
        children.setdefault(row[0].parent_id, []).append(row)
    ordered = []
    for row in children.get(None, []):
        ordered.append((0, *row))
        ordered += [(1, *below) for below in children.get(row[0].pk, [])]
    context = {
        "heading": "分类归档",
        "tabs": [(one.value, one.label) for one in SHOWN],
        "scheme": scheme,
        "rows": ordered,
        "total": items_in_scheme(scheme) if rows else 0,
        "runs": FilingRun.objects.filter(rule__facet__scheme=scheme).select_related("rule__facet")[
            :20
        ],
    }
    return render(request, "desk/filing/classifications.html", context)


@needs(MANAGE)
@require_POST
def load(request: DeskRequest) -> HttpResponseBase:
    """Add the classifications and rules that come with the system."""
    viewer = request.viewer
    _at_the_top(viewer)
    added, ruled = load_standard(by=viewer.actor, at=viewer.now)
    messages.success(
        request,
        f"已补充标准分类 {added} 个、归类规则 {ruled} 条；已有的没有改动，规则须核对后才归类。",
    )
    return redirect("classifications")


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def new_rule(request: DeskRequest, key: int) -> HttpResponseBase:
    """A rule for one value; its dry run comes next."""
    viewer = request.viewer
    _at_the_top(viewer)
    facet = Facet.objects.filter(pk=key).first()
    if facet is None:
        raise Http404
    form = NewRuleForm(
        posted(request),
        columns=Column.objects.filter(retired_at=None).select_related("agency").order_by("path"),
        agencies=agencies_in_force(viewer.today),
    )
    if request.method == "POST" and form.is_valid():
        try:
            rule = add_rule(facet=facet, **form.cleaned_data, by=viewer.actor, at=viewer.now)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("filing-rule", rule.pk)
    context = {
        "heading": f"新建归类规则：{facet.name}",
        "form": form,
        "button": "下一步：试算",
        "back": "classifications",
        "wide": True,
        "explain": "所填条件须同时满足。保存后先试算，核对条数和样本，再决定是否归类。",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def rule(request: DeskRequest, key: int) -> HttpResponseBase:
    """The dry run of a rule, and applying it once its number was seen."""
    viewer = request.viewer
    found = _rule(viewer, key)
    if request.method == "POST":
        form = ApplyRuleForm(request.POST)
        if form.is_valid():
            try:
                run = apply_rule(
                    rule=found,
                    expected=form.cleaned_data["expected"],
                    by=viewer.actor,
                    at=viewer.now,
                )
            except NotPossible as refusal:
                messages.error(request, str(refusal))
            else:
                words = "，其余在后台继续归类" if run.ended_at is None else ""
                messages.success(request, f"已归入“{found.facet.name}” {run.filed} 条{words}。")
        return redirect("filing-rule", key)
    context = {
        "heading": f"归类规则：{found.facet.name}",
        "rule": found,
        "conditions": conditions_of(found),
        "trial": try_rule(found) if found.ended_at is None else None,
        "runs": found.runs.all(),
        "under_way": found.runs.filter(ended_at=None).exists(),
    }
    return render(request, "desk/filing/rule.html", context)


@needs(MANAGE)
@require_POST
def end(request: DeskRequest, key: int) -> HttpResponseBase:
    """The rule is applied no more."""
    found = _rule(request.viewer, key)
    end_rule(rule=found, by=request.viewer.actor, at=request.viewer.now)
    messages.success(request, "规则已停用，已经归类的不变。")
    return redirect("filing-rule", key)


@needs(MANAGE)
@require_POST
def undo(request: DeskRequest, key: int, run_key: int) -> HttpResponseBase:
    """Take back what one run has filed."""
    found = _rule(request.viewer, key)
    run = found.runs.filter(pk=run_key).first()
    if run is None:
        raise Http404
    try:
        run = undo_run(run=run, by=request.viewer.actor, at=request.viewer.now)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        words = "，其余在后台继续撤销" if run.undone_at is None else ""
        messages.success(request, f"已撤销归类 {run.undone} 条{words}；曾经归入的时间仍有记录。")
    return redirect("filing-rule", key)
