"""Taking what a step's form sent into the draft; judging it is `checking`'s business."""

from __future__ import annotations

from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from yangguang.apps.requests.services.materials import check_upload
from yangguang.apps.requests.workflow import NotPossible
from yangguang.portal.requests import visits
from yangguang.portal.requests.bodies import by_slug
from yangguang.portal.requests.checking import mark_in
from yangguang.portal.requests.draft import Draft, HeldFile, Trouble
from yangguang.portal.requests.limits import (
    MOST_BODIES,
    MOST_BYTES,
    MOST_BYTES_TOGETHER,
    MOST_FILES,
)

_WORDS = {
    "name": 100,
    "identity": 40,
    "telephone": 30,
    "email": 100,
    "address": 200,
    "postcode": 10,
    "person": 50,
}
"""Longest texts of the applicant's fields; what is longer is an error of whoever sent it."""
_HELD_WANTED = 20_000
Files = MultiValueDict[str, UploadedFile[bytes]]


def read_bodies(draft: Draft, post: QueryDict) -> None:
    """The bodies ticked, those chosen before first."""
    ticked = list(dict.fromkeys(post.getlist("body")))[: 3 * MOST_BODIES]
    keys = [choice.agency.pk for slug in ticked if (choice := by_slug(slug)) is not None]
    known = [key for key in draft.bodies if key in keys]
    draft.bodies = [*known, *(key for key in keys if key not in known)]


def read_wanted(draft: Draft, post: QueryDict) -> list[Trouble]:
    """The description and the answers about it. Text that bears a classification mark is not
    taken; that is the only trouble that comes from here."""
    text = _clean(post.get("wanted", ""), _HELD_WANTED)
    mark = mark_in(text)
    if mark:
        return [
            Trouble(
                "wanted",
                f"您填写的内容带有“{mark}”标志，没有保存。本网站是非涉密系统，"
                "禁止填写、上传涉密信息，请到受理机关当面办理。",
            )
        ]
    if text != draft.wanted:
        draft.wanted, draft.separate, draft.kept_for = text, "", []
    if post.get("separate") in {"yes", "no"}:
        draft.separate = post.get("separate", "")
    elif post.get("separate_shown"):
        draft.separate = "no"
    return []


def read_way(draft: Draft, post: QueryDict) -> None:
    """Form and way."""
    draft.form = post.get("form", "")[:20]
    draft.delivery = post.get("delivery", "")[:20]


def read_applicant(draft: Draft, post: QueryDict) -> None:
    """Who applies."""
    draft.kind = post.get("kind", "")[:20]
    for name, longest in _WORDS.items():
        setattr(draft, name, _clean(post.get(name, ""), longest))
    draft.mails = bool(post.get("mails"))


def read_files(visit: visits.Open, draft: Draft, post: QueryDict, files: Files) -> list[Trouble]:
    """Files added and taken away; those that are in order stay, whatever else is wrong."""
    draft.proof_later = bool(post.get("proof_later"))
    dropped = post.get("drop", "")
    for held in list(draft.files):
        if str(held.key) == dropped:
            visits.drop_file(visit, held.key)
            draft.files.remove(held)
    found: list[Trouble] = []
    for field, identity in (("proof", True), ("support", False)):
        for upload in files.getlist(field):
            trouble = _take(visit, draft, upload, field, identity=identity)
            if trouble is not None:
                found.append(trouble)
    return found


def _take(
    visit: visits.Open, draft: Draft, upload: UploadedFile[bytes], field: str, *, identity: bool
) -> Trouble | None:
    name = PurePath((upload.name or "").replace("\\", "/")).name[-120:] or "未命名"
    if len(draft.files) >= MOST_FILES:
        return Trouble(field, f"最多上传{MOST_FILES}个文件，“{name}”没有保存；请先删去不需要的。")
    if (upload.size or 0) > MOST_BYTES:
        return Trouble(
            field,
            f"“{name}”超过{MOST_BYTES // 1024 // 1024} MB，没有保存；请压缩或者分成几个文件。",
        )
    if sum(one.size for one in draft.files) + (upload.size or 0) > MOST_BYTES_TOGETHER:
        most = MOST_BYTES_TOGETHER // 1024 // 1024
        return Trouble(field, f"文件合计不能超过{most} MB，“{name}”没有保存；请压缩后再传。")
    if not visits.room_for(upload.size or 0):
        return Trouble(
            field,
            f"现在填写的人很多，“{name}”暂时不能保存。请稍后再传，"
            "或者勾选“由受理机关通知我补正”后先行提交。",
        )
    data = upload.read()
    try:
        media_type = check_upload(data, name=name)
    except NotPossible as problem:
        return Trouble(field, str(problem))
    key = visits.keep_file(visit, data)
    draft.files.append(HeldFile(key, identity, name, media_type, len(data)))
    return None


def _clean(text: str, longest: int) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()[:longest]
