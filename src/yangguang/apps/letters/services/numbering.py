"""Giving letters their numbers: consecutive per agency, series and year, never used twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.letters.kinds import Series, all_series
from yangguang.apps.letters.models import Letter, NumberCounter, NumberWord
from yangguang.apps.letters.numbers import WORD, number_text
from yangguang.apps.letters.selectors import number_word


@dataclass(frozen=True, slots=True)
class Number:
    year: int
    sequence: int
    text: str


def next_number(*, agency: Agency, series: Series, on: date) -> Number:
    """The next number of the series; call inside the transaction that issues the letter.

    The counter's row is locked until that transaction ends: two letters never get the same
    number, and an issue that fails leaves no gap.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A letter's number is given inside the transaction that issues it.")
    NumberCounter.objects.bulk_create(
        [NumberCounter(agency=agency, series=series.key, year=on.year)], ignore_conflicts=True
    )
    counter = NumberCounter.objects.select_for_update().get(
        agency=agency, series=series.key, year=on.year
    )
    counter.last += 1
    counter.save(update_fields=["last"])
    text = number_text(number_word(agency, series, on), on.year, counter.last)
    return Number(on.year, counter.last, text)


def set_number_word(
    *, agency: Agency, series: str, word: str, valid_from: date, by: Actor, at: datetime
) -> NumberWord:
    """The issuer's word of a series from a day on; numbers already given stay as they are.

    Raises Refused for a word that cannot stand before a year in 〔〕, or one that another series
    of the body already uses, since two letters would then bear the same number.
    """
    known = all_series()
    word = word.strip()
    if not WORD.fullmatch(word):
        raise refuse(
            "机关代字格式",
            f"机关代字“{word}”不能使用：应为1至30个汉字、字母或数字，不含括号年份、“第”和“号”。",
        )
    with transaction.atomic():
        agency = Agency.objects.select_for_update().get(pk=agency.pk)
        for other in known.values():
            if other.key != series and number_word(agency, other, valid_from) == word:
                raise refuse(
                    "机关代字重复",
                    f"“{word}”已用于“{other.name}”文书，同一机关两类文书不能使用相同的机关代字，请另取一个。",
                )
        row: NumberWord = NumberWord.objects.create(
            agency=agency,
            series=known[series].key,
            word=word,
            valid_from=valid_from,
            recorded_at=at,
        )
        record(
            by=by,
            at=at,
            verb="letter-word.set",
            subject=Subject("letter-word", str(row.pk), f"{known[series].name}：{word}", agency.pk),
            after={"word": word, "valid_from": valid_from.isoformat()},
        )
    return row


def begin_numbers(
    *, agency: Agency, series: str, year: int, first: int, by: Actor, at: datetime, reason: str
) -> NumberCounter:
    """Begin a year's numbers later than 1, where an office gave the earlier ones on paper.

    Raises Refused once a number of that run has been given here.
    """
    if first < 1:
        raise refuse("起始号", "起始号应为正整数，请核对。")
    if not reason.strip():
        raise refuse("缺少理由", "请说明此前号码的使用情况，例如“1至37号已在纸质登记簿使用”。")
    with transaction.atomic():
        NumberCounter.objects.bulk_create(
            [NumberCounter(agency=agency, series=series, year=year)], ignore_conflicts=True
        )
        counter: NumberCounter = NumberCounter.objects.select_for_update().get(
            agency=agency, series=series, year=year
        )
        if Letter.objects.filter(agency=agency, series=series, year=year).exists():
            raise refuse(
                "已有文号", f"{year}年该系列已在本系统编号，不能再改起始号；文号应当连续使用。"
            )
        counter.first, counter.last = first, first - 1
        counter.save(update_fields=["first", "last"])
        record(
            by=by,
            at=at,
            verb="letter-word.begin",
            subject=Subject(
                "letter-word",
                str(counter.pk),
                f"{all_series()[series].name}{year}年起始号",
                agency.pk,
            ),
            reason=reason.strip(),
            after={"first": first},
        )
    return counter
