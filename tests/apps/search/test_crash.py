"""kill -9 of the worker while it writes the index: nothing is lost, doubled, or found that is gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured

from tests.builders.catalog import an_item, noon, released
from tests.press.dying import dies_at, withdraw
from yangguang.apps.audit.actors import command
from yangguang.apps.catalog.models import ItemState
from yangguang.apps.events.models import Delivery
from yangguang.apps.events.services import deliver
from yangguang.apps.jobs.models import Job, JobState
from yangguang.apps.search import services
from yangguang.apps.search.engine import Query
from yangguang.apps.search.engines import close_engines, current_engine
from yangguang.apps.search.selectors import search_items

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300), pytest.mark.slow]
LAST = 200
AT = noon(date(2026, 5, 6))


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.INDEX_FOLDER = tmp_path / "index"
    yield
    close_engines()


def hear(item: int) -> None:
    """What the worker does; the item is in the event."""
    while deliver(reader_name=services.READER):
        pass


def dies(step: int, item: int) -> bool:
    # The index is opened by whoever dies, as by a worker that was just started.
    close_engines()
    return dies_at(step, hear, item, Path(configured.INDEX_FOLDER))


def found(text: str) -> list[int]:
    close_engines()
    return [one.item.pk for one in search_items(Query(text)).found]


@pytest.mark.parametrize("act", ["release", "withdraw"])
def test_a_worker_that_dies_while_indexing_is_made_up_for_by_the_next(act: str) -> None:
    died = 0
    for step in range(1, LAST, 2):
        item = an_item(f"第{step}号供水办法", state=ItemState.DRAFT, index_number=None)
        item = released(item, by=command("测试"), at=AT, basis="审查通过")
        if act == "withdraw":
            hear(item.pk)
            withdraw(item.pk)
        over = not dies(step, item.pk)
        hear(item.pk)
        assert not Delivery.objects.filter(reader=services.READER).exists()
        wanted = [item.pk] if act == "release" else []
        assert found(f"第{step}号供水办法")[:1] == wanted
        if over:
            break
        died += 1
    assert died > 1
    assert step < LAST - 2
    assert current_engine().count() == (died + 1 if act == "release" else 0)


def test_what_changed_during_a_rebuild_that_died_is_told_to_the_new_index_again() -> None:
    class Killed(BaseException):
        """Nothing after it is done, as by a power cut."""

    first = an_item("第一号供水办法")
    hear(first.pk)
    engine = current_engine()
    rebuild = engine.rebuild

    def switched_and_died(documents: Any) -> int:
        known = list(documents)
        late = an_item("第二号供水办法", state=ItemState.DRAFT, index_number=None)
        released(late, by=command("测试"), at=AT, basis="审查通过")
        hear(late.pk)  # the old index hears of it, and acknowledges
        rebuild(known)
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "rebuild", switched_and_died)
        patch.setattr(services, "end_job", lambda *args, **kwargs: None)
        with pytest.raises(Killed):
            services.rebuild_index(by=command("测试"), at=AT)
    assert found("第二号供水办法") == []
    services.mend_index(AT + timedelta(hours=1))
    hear(first.pk)
    assert len(found("第二号供水办法")) == 1
    job = Job.objects.get(kind=services.REBUILD)
    assert job.state == JobState.STOPPED
    services.mend_index(AT + timedelta(hours=2))
    assert not Delivery.objects.filter(reader=services.READER).exists()
