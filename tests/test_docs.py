"""The documents say what is there: variables, commands, targets, decisions."""

import re
from pathlib import Path

import pytest

from yangguang.config.command.main import COMMANDS

ROOT = Path(__file__).parents[1]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
ADRS = sorted((ROOT / "docs" / "adr").glob("*.md"))


def test_every_variable_that_the_code_reads_is_documented() -> None:
    read = set()
    for path in (ROOT / "src" / "yangguang" / "config").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        read |= set(re.findall(r'env\.(?:text|flag|numbers?|names)\(\s*"([A-Z_]+)"', text))
    hidden = {"FACE", "DEBUG", "TEST_DATABASE"}  # set by the start itself, refused, for tests only
    assert read >= {"HOME", "DATABASE", "HOSTS"}
    missing = {name for name in read - hidden if f"YANGGUANG_{name}" not in OPERATIONS}
    assert missing == set()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_named_in_a_document(name: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")]
    texts.append((ROOT / "README.md").read_text(encoding="utf-8"))
    assert any(re.search(rf"yangguang {name}\b|`{name}`", text) for text in texts)


def test_every_make_target_explains_itself() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.M)
    assert phony is not None
    for target in phony.group(1).split():
        assert re.search(rf"^{target}:.*## .+", MAKEFILE, re.M), target


@pytest.mark.parametrize("path", ADRS, ids=lambda path: path.stem)
def test_every_decision_has_its_date_status_context_and_consequences(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.search(r"^Date: \d{4}-\d\d-\d\d · Status: ", text, re.M)
    for heading in ("**Context.**", "**Decision.**", "**Consequences.**"):
        assert heading in text
    assert path.stem[:4].isdigit()


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readmes_give_the_two_commands_and_their_links_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "make run" in text
    assert "make test" in text
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (ROOT / target).exists(), target


def test_the_glossary_names_identifiers_that_exist() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    code = {
        word
        for path in (ROOT / "src" / "yangguang").rglob("*.py")
        for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))
    }
    names = set(re.findall(r"\| `([A-Za-z_]{4,})` \|", glossary))
    later = {
        "Request",
        "clarification",
        "extension",
        "reply",
        "proactive",
        "on_request",
        "attribute",
    }
    assert len(names) > 20
    assert names - later - code == set()
