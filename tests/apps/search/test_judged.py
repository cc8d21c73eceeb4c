"""A judged set of questions keeps ranking from getting worse.

Each question of ``tests/cases/search_judged.toml`` is asked of the demo city. Scored are the rank of
the first best answer (mean reciprocal rank) and how many of the right answers stand among the first
ten. When ranking gets better the floors here may rise; they never sink.
"""

from __future__ import annotations

import re
import statistics
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yangguang.apps.search.documents import standing_of
from yangguang.apps.search.embedded import EmbeddedEngine
from yangguang.apps.search.engine import Document, Query, Results
from yangguang.apps.search.vocabulary import Vocabulary

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TODAY = date(2026, 11, 22)
CASES = tomllib.loads(
    (Path(__file__).parents[2] / "cases" / "search_judged.toml").read_text("utf-8")
)["query"]

FLOOR_RANK = 0.97
FLOOR_RECALL = 0.93


@dataclass
class Judged:
    """The city's documents, each with the line that answers are judged by, and an engine."""

    lines: dict[str, str]
    engine: EmbeddedEngine


@pytest.fixture(scope="module")
def city(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Judged]:
    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            documents, lines, vocabulary = _documents()
            transaction.set_rollback(True)
    engine = EmbeddedEngine(
        tmp_path_factory.mktemp("judged") / "index", segmenter=vocabulary.segmenter
    )
    engine.index(documents)
    yield Judged(lines, engine)
    engine.close()


def _documents() -> tuple[list[Document], dict[str, str], Vocabulary]:
    from yangguang.config.command.roles import install_roles
    from yangguang.config.demo import annual, items
    from yangguang.config.demo.setting import lay_out

    install_roles()
    city = lay_out(TODAY, agencies=0)
    vocabulary = Vocabulary()
    vocabulary.refresh()
    documents = []
    lines = {}
    for number, draft in enumerate([*items.drafts(city), *annual.reports(city)]):
        name = city.name_on(draft.agency, draft.on)
        documents.append(
            Document(
                key=str(number),
                title=draft.title,
                body="\n".join(draft.paragraphs),
                number=draft.word,
                agency=draft.agency,
                agency_name=name,
                kind=draft.kind,
                formed_on=draft.formed_on,
                published_on=draft.on,
                validity=draft.validity,
                standing=standing_of(draft.kind),
            )
        )
        lines[str(number)] = f"{draft.on} {draft.word} {draft.title}"
    assert len(documents) >= 1500
    return documents, lines, vocabulary


def asked(engine: EmbeddedEngine, case: dict[str, Any]) -> Results:
    """What a person ends up with: a query that finds nothing is followed as the page proposes."""
    results = engine.query(Query(case["text"]))
    if not results.total and case.get("mended"):
        assert results.did_you_mean, f"no proposal for {case['text']}"
        return engine.query(Query(results.did_you_mean))
    if not results.total and results.partial is not None:
        return results.partial
    return results


def score(city: Judged, case: dict[str, Any]) -> tuple[float, float]:
    """(reciprocal rank of the first best answer, share of the right answers in the first ten)."""
    found = [city.lines[hit.key] for hit in asked(city.engine, case).hits]
    right = sum(bool(re.search(case["right"], line)) for line in city.lines.values())
    assert right, f"nothing in the city answers {case['text']}"
    assert any(re.search(case["best"], line) for line in city.lines.values())
    rank = next(
        (at for at, line in enumerate(found, start=1) if re.search(case["best"], line)), None
    )
    hits = sum(bool(re.search(case["right"], line)) for line in found)
    return (1 / rank if rank else 0.0), hits / min(10, right)


def test_there_are_enough_questions() -> None:
    assert len({case["text"] for case in CASES}) == len(CASES) >= 60


def test_the_judged_questions_are_answered_as_well_as_before(city: Judged) -> None:
    scores = {case["text"]: score(city, case) for case in CASES}
    rank = statistics.mean(pair[0] for pair in scores.values())
    recall = statistics.mean(pair[1] for pair in scores.values())
    worst = sorted(scores.items(), key=lambda pair: pair[1])[:12]
    told = "\n".join(f"{pair[0]:.2f} {pair[1]:.2f} {text}" for text, pair in worst)
    told = f"mean reciprocal rank {rank:.3f}, recall {recall:.3f}\n{told}"
    assert rank >= FLOOR_RANK, told
    assert recall >= FLOOR_RECALL, told
