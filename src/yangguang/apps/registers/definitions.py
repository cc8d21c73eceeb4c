"""The definition in force of each register, read once for each wording."""

from __future__ import annotations

from functools import lru_cache

from yangguang.apps.registers.models import DefinitionVersion, Register
from yangguang.law.registers import Definition, read_definition


@lru_cache(maxsize=256)
def _read(sha256: str, text: str) -> Definition:
    return read_definition(text)


def wording(version: DefinitionVersion) -> Definition:
    """What that wording of a definition says."""
    return _read(version.sha256, version.text)


def definition_of(register: Register) -> Definition:
    """The definition in use. Raises LookupError where the register was never given one."""
    if register.definition is None:
        raise LookupError(f"register {register.code} has no definition")
    return wording(register.definition)
