"""The only place that reads the environment; everything else is given its settings.

Each reader names the variable in the error it raises, so that a wrong installation says what
to mend instead of failing far away.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

PREFIX = "YANGGUANG_"


class WrongEnvironment(Exception):
    """An environment variable has a value that cannot be used; the message says which and why."""


def text(name: str, default: str = "") -> str:
    """The variable ``YANGGUANG_<name>``, or the default where it is unset or empty."""
    return os.environ.get(PREFIX + name, "") or default


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1/true/yes/on, False for 0/false/no/off."""
    raw = text(name).lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise WrongEnvironment(f"环境变量 {PREFIX}{name} 的值“{raw}”无法识别，请填写 1 或 0。")


def number(name: str, default: int) -> int:
    """A whole number."""
    raw = text(name)
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError as error:
        raise WrongEnvironment(
            f"环境变量 {PREFIX}{name} 的值“{raw}”不是整数，请改正后重新启动。"
        ) from error


def numbers(name: str, default: tuple[int, ...]) -> tuple[int, ...]:
    """A comma-separated list of whole numbers."""
    raw = text(name)
    if not raw:
        return default
    try:
        return tuple(int(part) for part in raw.split(",") if part.strip())
    except ValueError as error:
        raise WrongEnvironment(
            f"环境变量 {PREFIX}{name} 的值“{raw}”应为用逗号分开的整数，例如 7,3,1，请改正后重新启动。"
        ) from error


def names(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A comma-separated list."""
    raw = text(name)
    return [part.strip() for part in raw.split(",") if part.strip()] if raw else list(default)


def pairs(name: str) -> dict[str, str]:
    """``a=b,c=d`` as a mapping; empty where the variable is unset."""
    found = {}
    for part in names(name):
        left, sign, right = part.partition("=")
        if not (left.strip() and sign and right.strip()):
            raise WrongEnvironment(
                f"环境变量 {PREFIX}{name} 中的“{part}”应写作“域名=机构网址标识”，多个用逗号分开，请改正后重新启动。"
            )
        found[left.strip().lower()] = right.strip()
    return found


def home() -> Path:
    """The folder that holds database, files, index and keys of this installation."""
    return Path(text("HOME", "var")).resolve()


def site() -> dict[str, str]:
    """The site's identity (name, 标识码, filing numbers) from ``site.toml`` in the data folder."""
    path = home() / "site.toml"
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongEnvironment(
            f'{path} 写法有误：{error}。每行应如 name = "某市政务公开"。'
        ) from error
    return {name: str(value) for name, value in values.items()}
