"""Backup and restore, proved by destroying an installation and bringing it back."""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

MAKE = """
import datetime, os, django
django.setup()
from zoneinfo import ZoneInfo
from yangguang.config.command.start import prepare_database
prepare_database()
from django.conf import settings
from pathlib import Path
from yangguang.apps.audit.actors import command
from yangguang.apps.agencies.services import create_agency
from yangguang.apps.catalog.models import ItemState
from yangguang.apps.catalog.services import NewAttachment, NewItem, store_items
from yangguang.apps.files.services import store_file
at = datetime.datetime(2026, 5, 6, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
by = command("测试")
agency = create_agency(code="990000011", slug="finance", name="清源市财政局", kind="department", level="city", by=by, at=at)
file = store_file(data="附件正文".encode(), at=at)
store_items(new=[NewItem(agency=agency, title="关于某事的通知", body_html="<p>正文</p>", body_text="正文",
    attachments=[NewAttachment(title="附件.txt", file=file)])], state=ItemState.PUBLISHED, by=by, at=at, basis="测试")
index = Path(settings.INDEX_FOLDER); index.mkdir(exist_ok=True); (index / "mark").write_text("index")
"""
SHOW = """
import django
django.setup()
from django.conf import settings
from pathlib import Path
from yangguang.apps.catalog.models import Attachment, Item
from yangguang.apps.files.selectors import content_path
from yangguang.apps.audit.selectors import verify_chain
item = Item.objects.get()
print(item.title, item.index_number, item.edition.body_text)
print(content_path(Attachment.objects.get().file).read_text())
print((Path(settings.INDEX_FOLDER) / "mark").read_text(), verify_chain().intact)
"""
EXPECTED = "关于某事的通知 990000011/2026-00001 正文\n附件正文\nindex True\n"


class Installation:
    """An installation in a folder of its own, driven from outside as an administrator would."""

    def __init__(self, home: Path, database: str = "") -> None:
        self.home = home
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith("YANGGUANG_")
            },
            "YANGGUANG_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "yangguang.config.settings.local",
        }
        if database:
            self.environment["YANGGUANG_DATABASE"] = database

    def python(self, code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "yangguang.config.command.main", *words],
            env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an installation that stopped; each test destroys a copy of its own."""
    made = Installation(tmp_path_factory.mktemp("template") / "home")
    made.python(MAKE)
    return made.home


@pytest.fixture(scope="session")
def kept(template: Path) -> Path:
    """What `backup` made of that installation while it stood."""
    archive = template.parent / "backup.tar.gz"
    done = Installation(template).command("backup", str(archive))
    assert done.returncode == 0, done.stderr
    return archive


@pytest.fixture
def archive(request: pytest.FixtureRequest, installation: Installation, tmp_path: Path) -> Path:
    """A backup of the installation as it stands now."""
    copied = shutil.copy(request.getfixturevalue("kept"), tmp_path / "backup.tar.gz")
    return Path(copied)


@pytest.fixture
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Installation:
    if os.environ.get("YANGGUANG_TEST_DATABASE"):
        pytest.skip("stands on a SQLite file of its own, whatever database the suite runs on")
    template: Path = request.getfixturevalue("template")
    shutil.copytree(template, tmp_path / "home")
    return Installation(tmp_path / "home")


def test_what_is_destroyed_comes_back(installation: Installation, archive: Path) -> None:
    pages = installation.home / "press" / "live"
    strange = pages / "item" / "999" / "index.html"
    strange.parent.mkdir(parents=True)
    strange.write_text("撤回前的页面", encoding="utf-8")
    shutil.rmtree(installation.home / "files")
    shutil.rmtree(installation.home / "index")
    (installation.home / "yangguang.sqlite3").unlink()
    done = installation.command("restore", str(archive))
    assert done.returncode == 0, done.stderr
    assert "缺少备份时的密钥" not in done.stdout
    assert installation.python(SHOW) == EXPECTED
    assert "正在按恢复的数据核对静态页面" in done.stdout
    assert not strange.exists()
    baked = installation.command("press", "bake", "--processes", "2")
    assert baked.returncode == 0, baked.stderr
    assert (pages / "index.html").is_file()


def test_it_can_be_restored_elsewhere_and_warns_of_other_keys(
    installation: Installation, archive: Path, tmp_path: Path
) -> None:
    other = Installation(tmp_path / "other")
    done = other.command("restore", str(archive))
    assert done.returncode == 0, done.stderr
    assert "缺少备份时的密钥 django、field" in done.stdout
    assert other.python(SHOW) == EXPECTED


PEOPLE = """
import datetime, django
django.setup()
from yangguang.apps.audit.actors import command
from yangguang.apps.vault.services import new_subjects, seal_for
at = datetime.datetime(2026, 5, 6, 10, tzinfo=datetime.UTC)
for one in new_subjects(2, by=command("测试"), at=at):
    print(one.pk, seal_for(one, "张小明", "name"))
"""


@pytest.fixture(scope="session")
def peopled(template: Path) -> tuple[Path, list[str], Path]:
    """The installation with two people in it, their lines of `PEOPLE`, and its backup."""
    home = template.parent / "peopled"
    shutil.copytree(template, home)
    made = Installation(home)
    people = made.python(PEOPLE).splitlines()
    archive = template.parent / "peopled.tar.gz"
    done = made.command("backup", str(archive))
    assert done.returncode == 0, done.stderr
    return home, people, archive


@pytest.fixture
def people(request: pytest.FixtureRequest, installation: Installation, tmp_path: Path) -> list[str]:
    """Two people live in the installation, and a backup of it stands beside it as ``backup.tar.gz``."""
    home, lines, archive = request.getfixturevalue("peopled")
    shutil.rmtree(installation.home)
    shutil.copytree(home, installation.home)
    shutil.copy(archive, tmp_path / "backup.tar.gz")
    return list(lines)


def opened(installation: Installation, people: list[str]) -> list[str]:
    """What each sealed name says now, by its line of `PEOPLE`."""
    reading = "import uuid, django; django.setup()\n"
    reading += "from yangguang.apps.vault.problems import Destroyed\n"
    reading += "from yangguang.apps.vault.services import unseal_for\n"
    for line in people:
        key, sealed = line.split()
        reading += f"try: print(unseal_for(uuid.UUID('{key}'), '{sealed}', 'name'))\n"
        reading += "except Destroyed: print('destroyed')\n"
    return installation.python(reading).splitlines()


def test_who_was_destroyed_after_the_backup_does_not_come_back_with_it(
    installation: Installation, people: list[str], tmp_path: Path
) -> None:
    archive = tmp_path / "backup.tar.gz"
    gone = people[0].split()[0]
    installation.python(
        "import datetime, uuid, django; django.setup()\n"
        "from yangguang.apps.audit.actors import command\n"
        "from yangguang.apps.vault.services import destroy_subject\n"
        f"destroy_subject(uuid.UUID('{gone}'), by=command('测试'), basis='清档批〔2036〕2号',"
        " at=datetime.datetime(2036, 5, 6, 10, tzinfo=datetime.UTC))"
    )
    done = installation.command("restore", str(archive), "--force")
    assert done.returncode == 0, done.stderr
    assert "1 人，已重新销毁" in done.stdout
    assert opened(installation, people) == ["destroyed", "张小明"]
    said = installation.python(
        "import django; django.setup()\n"
        "from yangguang.apps.vault.selectors import destroyed_people\n"
        "((when, basis),) = destroyed_people().values(); print(when.year, basis)"
    )
    assert said == "2036 清档批〔2036〕2号\n"


def test_what_was_withdrawn_after_the_backup_does_not_come_back_with_it(
    installation: Installation, archive: Path
) -> None:
    withdraw = (
        "import datetime, django; django.setup()\n"
        "from yangguang.apps.audit.actors import command\n"
        "from yangguang.apps.catalog.models import Item\n"
        "from yangguang.apps.catalog.services import withdraw_item\n"
        "withdraw_item(item=Item.objects.get(), by=command('测试'), reason='含个人信息',"
        " at=datetime.datetime(2026, 5, 7, 10, tzinfo=datetime.UTC))"
    )
    installation.python(withdraw)
    done = installation.command("restore", str(archive), "--force")
    assert done.returncode == 0, done.stderr
    assert "已重新撤回：关于某事的通知（990000011/2026-00001）" in done.stdout
    state = installation.python(
        "import django; django.setup()\n"
        "from yangguang.apps.catalog.models import Item\n"
        "item = Item.objects.get(); print(item.state, item.state_reason)"
    )
    assert state == "withdrawn 含个人信息\n"
    assert (installation.home / "press" / "gone" / "item" / "1.html").exists()
    assert not list((installation.home / "press").glob("*/item/1/index.html"))


def test_a_backup_from_before_a_rotation_opens_with_the_old_key(
    installation: Installation, people: list[str], tmp_path: Path
) -> None:
    archive = tmp_path / "backup.tar.gz"
    assert installation.command("manage", "rotate_field_key").returncode == 0
    done = installation.command("restore", str(archive), "--force")
    assert done.returncode == 0, done.stderr
    assert "缺少备份时的密钥" not in done.stdout
    assert opened(installation, people) == ["张小明", "张小明"]
    doctor = installation.command("doctor")
    assert "使用旧密钥" in doctor.stdout
    (old,) = (installation.home / "keys").glob("field-old-*.key")
    old.unlink()
    doctor = installation.command("doctor")
    assert doctor.returncode == 1
    assert f"缺少字段密钥 {old.stem.removeprefix('field-old-')}" in doctor.stdout


def test_data_that_is_there_is_not_overwritten_unasked(
    installation: Installation, archive: Path
) -> None:
    refused = installation.command("restore", str(archive))
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    forced = installation.command("restore", str(archive), "--force")
    assert forced.returncode == 0, forced.stderr
    assert "另" in forced.stdout or "移到" in forced.stdout
    assert list(installation.home.glob("yangguang.sqlite3.before-*"))


def test_a_damaged_archive_is_refused_before_anything_is_touched(
    installation: Installation, archive: Path, tmp_path: Path
) -> None:
    forged = tmp_path / "forged.tar.gz"
    with tarfile.open(archive) as source, tarfile.open(forged, "w:gz") as target:
        for member in source:
            data = source.extractfile(member)
            assert data is not None
            if member.name.startswith("files/"):
                (tmp_path / "other").write_text("forged")
                target.add(tmp_path / "other", arcname=member.name)
            else:
                target.addfile(member, data)
    done = installation.command("restore", str(forged), "--force")
    assert done.returncode == 2
    assert "清单不符" in done.stderr
    assert installation.python(SHOW) == EXPECTED
    (tmp_path / "short.tar.gz").write_bytes(archive.read_bytes()[:200])
    assert installation.command("restore", str(tmp_path / "short.tar.gz")).returncode == 2


def test_postgresql_is_backed_up_and_brought_back(tmp_path: Path) -> None:
    url = os.environ.get("YANGGUANG_TEST_DATABASE", "")
    if not url or shutil.which("pg_dump") is None:
        pytest.skip("needs a PostgreSQL server: make test-postgresql starts one")
    import psycopg

    base = url.rsplit("/", 1)[0]
    name = f"safekeeping_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    try:
        made = Installation(tmp_path / "home", f"{base}/{name}")
        made.python(MAKE)
        archive = tmp_path / "backup.tar.gz"
        assert made.command("backup", str(archive)).returncode == 0
        made.python(
            "import django; django.setup()\nfrom yangguang.apps.catalog.models import Item\nItem.objects.update(title='毁坏')"
        )
        shutil.rmtree(made.home / "files")
        done = made.command("restore", str(archive), "--force")
        assert done.returncode == 0, done.stderr
        assert made.python(SHOW) == EXPECTED
    finally:
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_the_doctor_finds_what_is_wrong(installation: Installation) -> None:
    (installation.home / "keys" / "django.key").chmod(0o644)
    shutil.rmtree(installation.home / "files")
    done = installation.command("doctor")
    assert done.returncode == 1
    assert "权限过宽" in done.stdout
    assert "chmod 600" in done.stdout
    assert "缺失" in done.stdout
    assert "［正常］审计链" in done.stdout
