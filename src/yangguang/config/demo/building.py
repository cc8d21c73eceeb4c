"""Putting the demo city into the database, through the same services an office uses.

Pieces are added one by one (`PIECES`), so that later features bring their own without touching
the others. Everything is drawn from the piece's own key: the same ``today`` gives the same city.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db import transaction

from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import Item, ItemLink, ItemState, Validity
from yangguang.apps.catalog.services import NewAttachment, NewItem, store_items, withdraw_item
from yangguang.apps.files.services import store_file
from yangguang.config.demo import annual, attaching, items
from yangguang.config.demo.compiling import build_cleanup, build_issues
from yangguang.config.demo.drafting import build_drafts
from yangguang.config.demo.keeping import keep_columns
from yangguang.config.demo.ledgers import build_hand_overs, build_ledgers
from yangguang.config.demo.reporting import build_report_drafts
from yangguang.config.demo.setting import SHANGHAI, City, find_city, lay_out
from yangguang.config.demo.subsites import put_subsites
from yangguang.config.demo.writing import Draft, as_html, working_day
from yangguang.text.effect import read_effect

Progress = Callable[[int, int], None]
PROVINCE_ITEMS = 100_000
PROVINCE_AGENCIES = 400
SCANS = 2
"""Papers of the demo city that are there as scans only."""


def found_city(*, today: date, scale: str) -> City:
    """The bodies, columns, sub-sites and people, before anything is published."""
    city = lay_out(today, agencies=PROVINCE_AGENCIES if scale == "province" else 0)
    put_subsites(city)
    return city


def fill_city(city: City, *, scale: str, progress: Progress) -> None:
    """Everything the city has published, and the ledgers of its disclosure work. Where applications
    have been played before, the annual reports state their figures."""
    build_ledgers(city)
    drafts = _all_drafts(city)
    waiting = [draft for draft in drafts if draft.state == "inbox"]
    drafts = [draft for draft in drafts if draft.state != "inbox"]
    if scale == "province":
        drafts = _multiply(city, drafts, PROVINCE_ITEMS)
    _store(city, drafts, progress)
    _let_wait(city, waiting)
    _withdraw_some(city)
    if settings.DEMO:
        build_drafts(city)
        build_issues(city)
        build_cleanup(city)
        build_hand_overs(city)
        build_report_drafts(city)
        keep_columns(city)
        _write_site()


def _all_drafts(city: City) -> list[Draft]:
    found = [*items.drafts(city), *annual.reports(city)]
    found.sort(key=lambda draft: (draft.on, draft.key))
    _scan_the_oldest(found)
    return found


def _scan_the_oldest(found: list[Draft]) -> None:
    """The oldest papers are there as scans only; the worker recognises them after the start."""
    printed = [place for place, draft in enumerate(found) if draft.attach == "pdf"]
    for place in printed[:SCANS]:
        found[place] = replace(found[place], attach="scan")


def _multiply(city: City, drafts: Sequence[Draft], wanted: int) -> list[Draft]:
    """The same kinds of documents from many more bodies, until there are ``wanted``."""
    slugs = [slug for slug in city.agencies if slug not in {"quality", "food-drug", "legal"}]
    base = [draft for draft in drafts if _may_come_from_anybody(city, draft)]
    grown = list(drafts)
    number = 0
    while len(grown) < wanted:
        draft = base[number % len(base)]
        number += 1
        rng = city.rng("province", number)
        slug = rng.choice(slugs)
        name = city.agencies[slug].name
        on = working_day(draft.on + timedelta(days=rng.randint(-40, 40)))
        if on > city.today or on.year < items.FIRST_YEAR:
            continue
        grown.append(
            replace(
                draft,
                key=f"{draft.key}-{number}",
                on=on,
                agency=slug,
                title=f"{name}：{draft.title}（第{number}号）",
                paragraphs=[name, *draft.paragraphs],
                word="",
                attach="",
            )
        )
    grown.sort(key=lambda draft: (draft.on, draft.key))
    return grown


def _may_come_from_anybody(city: City, draft: Draft) -> bool:
    """Not what only its own body says, nor what stands in a column of a sub-site's own."""
    own = any(city.columns[slug].agency_id for slug in draft.columns)
    said_of_itself = draft.kind == "annual-report" or draft.slug in {"standing", "workplan"}
    return not (own or said_of_itself or draft.interprets)


def _store(city: City, drafts: Sequence[Draft], progress: Progress) -> None:
    """Each day's documents by themselves; a month is one transaction, for whoever hears of what is
    published (pages, lists, search) is then asked once a month and not once a day."""
    done = 0
    stored: dict[str, Item] = {}
    targets = {draft.interprets for draft in drafts if draft.interprets}
    for _, month in groupby(drafts, key=lambda draft: (draft.on.year, draft.on.month)):
        with transaction.atomic():
            for day, group in groupby(month, key=lambda draft: draft.on):
                batch = list(group)
                made = _store_day(city, batch, city.moment(day), stored)
                stored |= {
                    draft.key: item
                    for draft, item in zip(batch, made, strict=True)
                    if draft.key in targets
                }
                done += len(batch)
        progress(done, len(drafts))


def _store_day(
    city: City, batch: Sequence[Draft], at: datetime, stored: dict[str, Item]
) -> list[Item]:
    made = store_items(
        new=[_new_item(city, draft, at) for draft in batch],
        state=ItemState.PUBLISHED, by=city.actor, at=at, basis="演示数据",
    )  # fmt: skip
    ItemLink.objects.bulk_create(
        [
            ItemLink(kind=ItemLink.Kind.INTERPRETS, source=item, target=stored[draft.interprets])
            for draft, item in zip(batch, made, strict=True)
            if draft.interprets in stored
        ]
    )
    return made


def _new_item(city: City, draft: Draft, at: datetime) -> NewItem:
    agency = city.agencies[draft.agency]
    if draft.write is not None:
        written = draft.write(at)
        body, text = written.html, written.text
    else:
        body = as_html(draft.paragraphs, draft.table_html)
        text = "\n".join(draft.paragraphs)
    validity, until, lost = _effect(city, draft)
    return NewItem(
        agency=agency,
        agency_name=city.name_on(draft.agency, draft.on),
        issuers=city.name_on(draft.agency, draft.on),
        title=draft.title,
        body_html=body,
        body_text=text,
        kind=draft.kind,
        doc_number=draft.word,
        doc_number_raw=draft.word,
        subject=draft.subject,
        keywords=draft.keywords,
        formed_on=draft.formed_on or draft.on,
        in_force_on=draft.on if draft.validity else None,
        validity=validity,
        valid_until=until,
        lost_force_on=lost,
        columns=[city.columns[slug] for slug in draft.columns],
        facets=[city.facets[key] for key in dict.fromkeys(draft.facets)],
        attachments=list(_attachments(draft, at)),
        source_key=hashlib.sha256(f"demo:{draft.key}".encode()).hexdigest(),
    )


def _effect(city: City, draft: Draft) -> tuple[str, date | None, date | None]:
    """A document's mark, the last day of the term its text states, and the day it lost its force."""
    if not draft.validity:
        return "", None, None
    until = read_effect(draft.paragraphs, issued_on=draft.on, begins_on=draft.on).until
    run_out = until is not None and until < city.today
    if draft.validity == Validity.REPEALED:
        age = (city.today - draft.on).days
        rng = city.rng("ended", draft.key)
        lost = draft.on + timedelta(days=rng.randint(min(400, age), min(1_900, age)))
        return draft.validity, until, min(lost, until) if until else lost
    if run_out and until is not None:
        return Validity.EXPIRED, until, until + timedelta(days=1)
    if draft.validity == Validity.EXPIRED:
        # What the text leaves open ran out at the end of the year after.
        lost = min(date(draft.on.year + 2, 1, 1), city.today)
        return draft.validity, until if until and until < lost else None, lost
    return draft.validity, until, None


def _attachments(draft: Draft, at: datetime) -> Iterator[NewAttachment]:
    if not draft.attach:
        return
    name = draft.title.split("《")[-1].split("》")[0]
    if draft.attach == "xlsx":
        data, title = attaching.spreadsheet(name, draft.rows), f"{name}明细表.xlsx"
    elif draft.attach == "docx":
        data, title = attaching.word_file(name, draft.paragraphs), f"{name}.docx"
    elif draft.attach == "scan":
        data, title = attaching.scanned_file(name, draft.paragraphs), f"{name}（扫描件）.pdf"
    else:
        half = max(1, len(draft.paragraphs) // 2)
        chapters = [draft.paragraphs[:half], draft.paragraphs[half:]]
        data, title = attaching.pdf_file(name, chapters), f"{name}.pdf"
    yield NewAttachment(title=title, file=store_file(data=data, at=at))


def _let_wait(city: City, drafts: Sequence[Draft]) -> None:
    """What an import of this morning left in 待转入."""
    at = city.moment(city.today, 9)
    new = [
        replace(
            _new_item(city, draft, at),
            source_published_on=draft.on,
            source_site="清源市政府旧网站",
            source_url=f"http://old.qingyuan.example/{draft.key}.html",
            unsure=draft.unsure,
        )
        for draft in drafts
    ]
    store_items(new=new, state=ItemState.INBOX, by=city.actor, at=at, basis="演示数据")


def _write_site() -> None:
    """The fictional site's identity, where the office has set none."""
    path = Path(settings.HOME) / "site.toml"
    if not path.exists():
        path.write_text(
            'name = "清源市政务公开"\nhost = "清源市人民政府"\nundertaker = "清源市人民政府办公室"\n'
            'id_code = "0000000000"\nicp = "清ICP备00000000号"\n'
            'police_filing = "清公网安备 00000000000000号"\n'
            'description = "清源市（虚构）政府信息公开平台：政策文件、政策解读、年度报告、办事服务、互动交流。"\n',
            encoding="utf-8",
        )


def _withdraw_some(city: City) -> None:
    """A few items that were taken down, so that the gone page has something to show."""
    actor: Actor = city.actor
    for item in Item.objects.filter(kind="tender", state=ItemState.PUBLISHED).order_by("pk")[:3]:
        withdraw_item(
            item=item,
            by=actor,
            at=datetime.combine(city.today - timedelta(days=30), time(16), SHANGHAI),
            reason="公告中的地块信息有误，已另行发布更正公告。",
        )


__all__ = ["fill_city", "find_city", "found_city"]
