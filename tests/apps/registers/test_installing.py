"""What ships is there from the first start, kept up to date, and never over what an office changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from unittest.mock import patch

import pytest

from tests.builders.agencies import a_city
from tests.builders.registers import FEES, REVIEWER, fee, noon, published
from yangguang.apps.audit.actors import command
from yangguang.apps.audit.models import Act
from yangguang.apps.registers.models import Register
from yangguang.apps.registers.services import defining, install_shipped, redefine
from yangguang.law.registers import Definition, read_definition, shipped

pytestmark = pytest.mark.django_db
PROGRAM = command("安装程序")
FIRST, LATER = noon(date(2024, 1, 2)), noon(date(2024, 6, 3))


def ships(*texts: str) -> Mapping[str, Definition]:
    return {one.code: one for one in map(read_definition, texts)}


def test_everything_that_ships_is_installed_once_and_in_order() -> None:
    first = install_shipped(by=PROGRAM, at=FIRST)
    assert first.added == tuple(shipped())
    assert [one.code for one in Register.objects.all()] == list(shipped())
    assert Register.objects.all()[0].code == "power-list"
    acts = Act.objects.count()
    again = install_shipped(by=PROGRAM, at=LATER)
    assert (again.added, again.changed, again.kept) == ((), (), ())
    assert Act.objects.count() == acts


def test_a_new_wording_of_the_package_takes_the_place_of_the_old() -> None:
    with patch.object(defining, "shipped", lambda: ships(FEES)):
        install_shipped(by=PROGRAM, at=FIRST)
    longer = FEES.replace('version = "2024"', 'version = "2025"')
    with patch.object(defining, "shipped", lambda: ships(longer)):
        assert install_shipped(by=PROGRAM, at=LATER).changed == ("wharf-fees",)
    assert Register.objects.get().definitions.count() == 2


def test_what_an_office_changed_stays() -> None:
    with patch.object(defining, "shipped", lambda: ships(FEES)):
        install_shipped(by=PROGRAM, at=FIRST)
        own = FEES.replace("码头收费目录", "港口收费目录")
        redefine(register=Register.objects.get(), text=own, by=REVIEWER, at=LATER)
        kept = install_shipped(by=PROGRAM, at=LATER).kept
    assert kept == ("“港口收费目录”用的是本单位修改过的定义，没有更换。",)
    assert Register.objects.get().name == "港口收费目录"


def test_rows_that_do_not_fit_are_named_and_nothing_breaks() -> None:
    with patch.object(defining, "shipped", lambda: ships(FEES)):
        install_shipped(by=PROGRAM, at=FIRST)
    published(Register.objects.get(), a_city().health, [fee("A1", "靠泊费")])
    strict = FEES.replace('label = "核定日期"', 'label = "核定日期"\nrequired = true')
    with patch.object(defining, "shipped", lambda: ships(strict)):
        installed = install_shipped(by=PROGRAM, at=LATER)
    assert installed.changed == ()
    assert "靠泊费：缺少“核定日期”" in installed.kept[0]
    assert Register.objects.get().definitions.count() == 1
