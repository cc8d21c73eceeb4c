"""词库: the words that the machine's review looks for, and a place to try them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.publishing.formal.words import default_words, find_words
from yangguang.apps.publishing.models import LexiconWord
from yangguang.apps.publishing.selectors.lexicon import words_for
from yangguang.apps.publishing.services.lexicon import end_word, put_word
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.cleanup import WordForm
from yangguang.desk.lists import Listing, words
from yangguang.desk.viewer import DeskRequest, Viewer

P = Permission
LONGEST_TRIAL = 20_000


def entries_within(viewer: Viewer) -> QuerySet[LexiconWord]:
    """Entries of the bodies within reach, and the general ones, which all may read."""
    return LexiconWord.objects.filter(
        Q(agency__in=viewer.visible(P.ITEM_VIEW)) | Q(agency__isnull=True)
    ).select_related("agency")


@needs(P.ITEM_FORMAL, P.ITEM_PUBLISH)
@require_GET
def lexicon(request: DeskRequest) -> HttpResponseBase:
    """The office's words, those of the package below, found by a part of them."""
    asked = words(request.GET, "q", longest=60)
    ended = request.GET.get("ended") == "yes"
    rows = entries_within(request.viewer).filter(valid_to__isnull=not ended)
    if asked:
        rows = rows.filter(Q(word__icontains=asked) | Q(correction__icontains=asked))
    context = {
        "heading": "词库",
        "asked": asked,
        "ended": ended,
        "listing": Listing(
            request,
            rows,
            sorts={"word": ("词语", ("word", "pk")), "new": ("最新", ("-valid_from",))},
        ),
        "general": [word for word in default_words() if asked in word.word + word.correction],
        "may_keep": request.viewer.may_somewhere(P.ITEM_PUBLISH),
    }
    return render(request, "desk/lexicon/lexicon.html", context)


@needs(P.ITEM_PUBLISH)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    """Put a word in force."""
    viewer = request.viewer
    form = WordForm(
        posted(request),
        agencies=agencies_in_force(viewer.today).filter(pk__in=viewer.visible(P.ITEM_PUBLISH)),
        everywhere=viewer.at_the_top(P.ITEM_PUBLISH),
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            put_word(
                kind=LexiconWord.Kind(values["kind"]),
                word=values["word"],
                correction=values["correction"],
                exceptions=form.exceptions_given(),
                note=values["note"],
                agency=values["agency"],
                by=viewer.actor,
                at=viewer.now,
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{values['word']}”已起用。")
            return redirect("lexicon")
    context = {"heading": "增加词语", "form": form, "button": "起用", "back": "lexicon"}
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@needs(P.ITEM_PUBLISH)
@require_POST
def end(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take a word out of use."""
    viewer = request.viewer
    within = Q(agency__in=viewer.visible(P.ITEM_PUBLISH))
    if viewer.at_the_top(P.ITEM_PUBLISH):
        within |= Q(agency__isnull=True)
    row = LexiconWord.objects.filter(within, pk=key).first()
    if row is None:
        raise Http404
    try:
        end_word(entry=row, by=viewer.actor, at=viewer.now)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{row.word}”已停用；此前的检查结论不变。")
    return redirect("lexicon")


@needs(P.ITEM_FORMAL, P.ITEM_PUBLISH)
@require_http_methods(["GET", "POST"])
def trial(request: DeskRequest) -> HttpResponseBase:
    """Look through a passage that is not a draft; nothing of it is kept."""
    text = request.POST.get("text", "").replace("\x00", "")[:LONGEST_TRIAL]
    agency = request.viewer.agency
    found = list(find_words(words_for(agency), "文字", text)) if agency and text else []
    context = {
        "heading": "查词",
        "text": text,
        "found": found,
        "searched": request.method == "POST",
        "longest": LONGEST_TRIAL,
    }
    return render(request, "desk/lexicon/trial.html", context)
