"""Who must not inspect whom, found before the draw and sealed, so that it can be proved later.

The grounds (an address, a former post, a relative's shop) are personal and stay in the office. What
is published for each object is a seal: the fingerprint of a salt and of the inspectors barred there.
For the drawn objects salt and names are opened afterwards, whole: the office can neither add
somebody after it has seen the ranks nor leave one out, and nothing is told of the objects not drawn.
依据: 行政处罚法第四十三条第一款（有直接利害关系或者有其他关系可能影响公正执法的，应当回避）.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from yangguang.law.drawing.canon import canonical, sha256
from yangguang.law.drawing.model import Ground
from yangguang.text.folding import fold

_APART = re.compile(r"[、，,；;\n]+")
_NOISE = re.compile(r"[\s（）()\[\]【】《》“”\"'·.。,，-]+")
_DOOR = re.compile(r"^.*?\d+号")
_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class KnownInspector:
    """What the office knows of an inspector; never published.

    ``stated``: objects he named himself, by name or key; ``posts``: where he worked before.
    """

    key: str
    stated: str = ""
    address: str = ""
    posts: str = ""


@dataclass(frozen=True, slots=True)
class KnownObject:
    """What the office knows of an object: key, name, place of business."""

    key: str
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One inspector who must not go to one object, and why."""

    object: str
    inspector: str
    ground: Ground
    words: str


def find_conflicts(
    inspectors: Iterable[KnownInspector], objects: Sequence[KnownObject]
) -> tuple[Conflict, ...]:
    """Every pair that must not meet: stated, same address, former post; one ground a pair.

    Reading: an address is the same when both agree up to the house number, where one of them may
    leave out province, city or district. Not coded: ties that nobody wrote down.
    """
    by_name: dict[str, list[str]] = defaultdict(list)
    by_door: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in objects:
        for name in {_plain(row.name), _plain(row.key)} - {""}:
            by_name[name].append(row.key)
        door = _door(row.address)
        if door:
            by_door[door[-_SHORTEST_NAME - 1 :]].append((door, row.key))
    found: dict[tuple[str, str], Conflict] = {}
    for person in inspectors:
        for words in _APART.split(person.stated):
            for key in by_name.get(_plain(words), ()):
                _note(found, key, person.key, Ground.INTEREST, "本人申报")
        for words in _APART.split(person.posts):
            for key in _named_in(_plain(words), by_name):
                _note(found, key, person.key, Ground.FORMER_POST, "曾任职单位")
        home = _door(person.address)
        if home:
            for door, key in by_door.get(home[-_SHORTEST_NAME - 1 :], ()):
                if door.endswith(home) or home.endswith(door):
                    _note(found, key, person.key, Ground.OTHER_TIE, "住址与经营地址相同")
    return tuple(found[pair] for pair in sorted(found))


def salt_for(master: str, object_key: str) -> str:
    """The salt of one object's seal, from a master salt that is never published."""
    return sha256(f"{master}\n{canonical(object_key)}")


def seal(salt: str, object_key: str, inspectors: Iterable[str]) -> str:
    """The seal: SHA-256 of salt, object and the barred inspectors in order, one a line."""
    names = sorted(canonical(key) for key in inspectors)
    return sha256("\n".join([salt, canonical(object_key), *names]))


def barred_by_object(conflicts: Iterable[Conflict]) -> Mapping[str, frozenset[str]]:
    """The barred inspectors of each object that has any."""
    barred: dict[str, set[str]] = defaultdict(set)
    for conflict in conflicts:
        barred[conflict.object].add(conflict.inspector)
    return {key: frozenset(names) for key, names in barred.items()}


def _note(
    found: dict[tuple[str, str], Conflict], key: str, person: str, ground: Ground, words: str
) -> None:
    found.setdefault((key, person), Conflict(key, person, ground, words))


def _named_in(words: str, names: Mapping[str, list[str]]) -> Iterable[str]:
    """The objects whose name stands anywhere in these words; every stretch is looked up."""
    for start in range(len(words)):
        for end in range(start + _SHORTEST_NAME, len(words) + 1):
            yield from names.get(words[start:end], ())


def _plain(text: str) -> str:
    return _NOISE.sub("", fold(text))


def _door(address: str) -> str:
    """The address up to its house number, or whole where it has none; empty if it says nothing."""
    plain = _plain(address)
    match = _DOOR.search(plain)
    door = match.group() if match else plain
    return door if len(door) > _SHORTEST_NAME and any(c.isdigit() for c in door) else ""
