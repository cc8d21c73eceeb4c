"""Settings refuse what is only fit for trying out."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from yangguang.config import env, keys
from yangguang.config.settings.base import database_from_url


def production(home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("YANGGUANG_")}
    clean |= {
        "YANGGUANG_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "yangguang.config.settings.production",
        **variables,
    }
    code = "from django.conf import settings; print(settings.DEBUG, settings.DEMO, settings.SESSION_COOKIE_SECURE)"
    return subprocess.run(
        [sys.executable, "-c", code], env=clean, capture_output=True, text=True, check=False
    )


def test_production_starts_with_hosts_and_generated_keys(tmp_path: Path) -> None:
    done = production(tmp_path, YANGGUANG_HOSTS="www.example.gov.cn")
    assert done.stdout.strip() == "False False True"
    for name in keys.KEY_NAMES:
        mode = stat.S_IMODE((tmp_path / "keys" / f"{name}.key").stat().st_mode)
        assert mode == 0o600


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "YANGGUANG_HOSTS"),
        ({"YANGGUANG_HOSTS": "a.cn", "YANGGUANG_DEBUG": "1"}, "调试模式"),
        ({"YANGGUANG_HOSTS": "a.cn", "YANGGUANG_SECRET_KEY": "demo-" + "x" * 50}, "示例值"),
        ({"YANGGUANG_HOSTS": "a.cn", "YANGGUANG_SECRET_KEY": "short"}, "太短"),
        ({"YANGGUANG_HOSTS": "a.cn", "YANGGUANG_DATABASE": "mysql://x"}, "mysql"),
        ({"YANGGUANG_HOSTS": "a.cn", "YANGGUANG_FACE": "both"}, "both"),
    ],
)
def test_production_refuses_and_says_what_to_mend(
    tmp_path: Path, variables: dict[str, str], said: str
) -> None:
    done = production(tmp_path, **variables)
    assert done.returncode != 0
    assert said in done.stderr


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first = keys.read_or_make_key(tmp_path / "keys", "django")
    assert keys.read_or_make_key(tmp_path / "keys", "django") == first
    assert len(first) >= 80
    assert set(keys.fingerprints(tmp_path / "keys")) == {"django"}


def test_database_addresses_are_read() -> None:
    found = database_from_url("postgresql://yang%40guang:p%3Aw@db.local:5433/main")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "yang@guang", "p:w", "db.local", "5433", "main",
    )  # fmt: skip
    assert database_from_url("sqlite:////srv/data.sqlite3")["NAME"] == "/srv/data.sqlite3"


def test_wrong_flags_and_numbers_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANGGUANG_X", "vielleicht")
    with pytest.raises(env.WrongEnvironment, match="YANGGUANG_X"):
        env.flag("X")
    with pytest.raises(env.WrongEnvironment, match="YANGGUANG_X"):
        env.number("X", 3)


def test_own_domains_of_sub_sites_are_pairs_and_a_slip_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("YANGGUANG_SUBSITE_HOSTS", "WWW.Health.example.cn=health, b.cn = edu")
    assert env.pairs("SUBSITE_HOSTS") == {"www.health.example.cn": "health", "b.cn": "edu"}
    monkeypatch.setenv("YANGGUANG_SUBSITE_HOSTS", "health")
    with pytest.raises(env.WrongEnvironment, match="YANGGUANG_SUBSITE_HOSTS"):
        env.pairs("SUBSITE_HOSTS")


def test_a_sub_sites_own_domain_is_answered_by_a_real_installation(tmp_path: Path) -> None:
    code = "from django.conf import settings; print(settings.ALLOWED_HOSTS, settings.SUBSITE_HOSTS)"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("YANGGUANG_")}
    clean |= {
        "YANGGUANG_HOME": str(tmp_path),
        "YANGGUANG_HOSTS": "www.example.cn",
        "YANGGUANG_SUBSITE_HOSTS": "health.example.cn=health",
        "DJANGO_SETTINGS_MODULE": "yangguang.config.settings.production",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == (
        "['www.example.cn', 'health.example.cn'] {'health.example.cn': 'health'}"
    )
