"""The search for personal data beside its peers, over the same passages in the same run.

Three peers: the bare regular expressions alone (the limit of what looking costs), microsoft presidio
with those very patterns and no language engine, and presidio with a language engine. Processor time,
best of several turns; rates are characters a second. Then the sweep over a stock of SCALE.
DOCUMENTS=FOLDER measures the text files of a folder too: one's own documents, as they are.

presidio is a tool of development only: ``pip install presidio-analyzer``.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from yangguang.bench.data import items
from yangguang.text.privacy import find_personal

CASES = Path("tests/cases/privacy")
FULL_CHARACTERS = 4_000_000
SHARE_OF_PRESIDIO = 0.1
SHARE_WITH_LANGUAGE = 0.02
TURNS = 3
PRESIDIO_TARGET = 5.0
LANGUAGE_TARGET = 80.0
BARE_TARGET = 0.5
PLANTED = (25, 5, 1)
"""One ordinary item in so many carries a labelled passage: about what stock looks like, a site with
many lists of persons, and documents each of which has something to find."""

_MARK = re.compile(r"⟦[a-z-]+:(.*?)⟧", re.DOTALL)
_S = r"[ \-\u3000]?"
PATTERNS = {
    "id-number": rf"(?<!\d)[1-9]\d{{5}}{_S}(?:18|19|20)\d{{2}}{_S}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_S}\d{{3}}[\dXx](?!\d)",
    "mobile": rf"(?<!\d)1[3-9]\d{_S}\d{{4}}{_S}\d{{4}}(?!\d)",
    "landline": r"(?<!\d)[(（]?0\d{2,3}[)）]?[ \-—]?[2-9]\d{6,7}(?!\d)",
    "bank-card": rf"(?<!\d)(?:62|4\d|5[1-5])\d{{2}}{_S}\d{{4}}{_S}\d{{4}}{_S}\d{{4}}(?:{_S}\d{{1,3}})?(?!\d)",
    "passport": r"(?<![A-Za-z0-9])(?:[EGDSP][A-Z]?\d{7,8}|[HMC]\d{8,10})(?![A-Za-z0-9])",
    "plate": r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-HJ-NP-Z][·•. ]?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])",
    "email": r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+",
    "address": r"[\u4e00-\u9fff]{2,12}(?:路|街|巷|弄|村|镇|小区|花园)[\u4e00-\u9fff0-9]{0,8}\d+(?:号|栋|幢|室|单元|组)",
}
"""What one would write without knowing more: one pattern for each kind, spaced forms included."""

Act = Callable[[Sequence[str]], object]


def labelled_passages() -> list[str]:
    """The labelled passages without their marks. Raises SystemExit where they are not at hand."""
    passages = []
    for path in sorted(CASES.glob("*.toml")):
        cases = tomllib.loads(path.read_text(encoding="utf-8"))["passage"]
        passages += [_MARK.sub(r"\1", case["text"]) for case in cases]
    if not passages:
        raise SystemExit(f"没有找到标注语料（{CASES}），请在项目根目录下运行。")
    return passages


def stock_passages(count: int, labelled: Sequence[str], one_in: int) -> list[str]:
    """Ordinary items, one in so many with a labelled passage in it."""
    return [
        f"{item.body}\n{labelled[number // one_in % len(labelled)]}"
        if number % one_in == 0
        else item.body
        for number, item in enumerate(items(count))
    ]


def documents(folder: Path) -> list[str]:
    """The text files under a folder. Raises SystemExit where there are none."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.txt"))]
    if not texts:
        raise SystemExit(f"{folder} 下没有 txt 文件，请换一个文件夹。")
    return texts


def filled(passages: Sequence[str], characters: int) -> list[str]:
    """The passages again and again until there are so many characters."""
    found: list[str] = []
    while characters > 0:
        for passage in passages:
            found.append(passage)
            characters -= len(passage)
            if characters <= 0:
                break
    return found


def rate(act: Act, passages: Sequence[str], turns: int = TURNS) -> float:
    """Characters a second of processor time, the best turn."""
    size = sum(map(len, passages))
    best = float("inf")
    for _ in range(turns):
        began = time.process_time()
        act(passages)
        best = min(best, time.process_time() - began)
    return size / best


def ours_rules(passages: Sequence[str]) -> object:
    """Everything but names."""
    return [find_personal(passage, names=False) for passage in passages]


def ours_with_names(passages: Sequence[str]) -> object:
    """Everything."""
    return [find_personal(passage) for passage in passages]


def bare(passages: Sequence[str]) -> object:
    """The patterns alone, with Python's own engine."""
    compiled = [re.compile(pattern) for pattern in PATTERNS.values()]
    return [[list(one.finditer(passage)) for one in compiled] for passage in passages]


def presidio(*, language: bool) -> Act | None:
    """presidio with the same patterns; None where it is not installed.

    ``language`` takes spaCy's pipeline for Chinese as a package registry carries it: a tokeniser
    without a trained model, which is the least that a language engine can cost. One with a model
    for names costs many times that; none for Chinese can be had from a registry.
    """
    try:
        analyzer = importlib.import_module("presidio_analyzer")
        engines = importlib.import_module("presidio_analyzer.nlp_engine")
        spacy = importlib.import_module("spacy")
    except ImportError:
        return None
    engine = _with_language(engines, spacy) if language else _without_language(engines)
    recognisers = [
        analyzer.PatternRecognizer(
            supported_entity=kind.upper().replace("-", "_"),
            patterns=[analyzer.Pattern(kind, pattern, 0.6)],
            supported_language="zh",
        )
        for kind, pattern in PATTERNS.items()
    ]
    registry = analyzer.RecognizerRegistry(recognizers=recognisers, supported_languages=["zh"])
    machine = analyzer.AnalyzerEngine(
        registry=registry, nlp_engine=engine, supported_languages=["zh"]
    )
    return lambda passages: [machine.analyze(passage, language="zh") for passage in passages]


def _without_language(engines: Any) -> Any:
    class Nothing(engines.NlpEngine):  # type: ignore[misc] # the base has no types
        """A language engine that says nothing of any text."""

        def load(self) -> None:
            """Nothing to load."""

        def is_loaded(self) -> bool:
            return True

        def process_text(self, text: str, language: str) -> Any:
            return engines.NlpArtifacts([], [], [], [], self, language)

        def process_batch(self, texts: Any, language: str, **more: Any) -> Any:
            return ((text, self.process_text(text, language)) for text in texts)

        def is_stopword(self, word: str, language: str) -> bool:
            return False

        def is_punct(self, word: str, language: str) -> bool:
            return False

        def get_supported_entities(self) -> list[str]:
            return []

        def get_supported_languages(self) -> list[str]:
            return ["zh"]

    return Nothing()


def _with_language(engines: Any, spacy: Any) -> Any:
    class Blank(engines.SpacyNlpEngine):  # type: ignore[misc] # the base has no types
        """spaCy's Chinese tokeniser alone."""

        def __init__(self) -> None:
            super().__init__(models=[{"lang_code": "zh", "model_name": "blank"}])
            self.nlp = {"zh": spacy.blank("zh")}

    return Blank()


def measure(title: str, passages: Sequence[str]) -> list[bool]:
    """Print one body of passages; gives which targets were met."""
    size = sum(map(len, passages))
    print(f"\n{title}: {len(passages):,} passages, {size:,} characters")
    rules = rate(ours_rules, passages)
    names = rate(ours_with_names, _some(passages, SHARE_WITH_LANGUAGE), 2)
    print(f"  ours, rules                  {rules / 1e6:9.2f} M characters/s")
    print(f"  ours, with names             {names / 1e6:9.2f} M characters/s")
    met = [_told("bare regular expressions", rules, rate(bare, passages), BARE_TARGET)]
    for name, language, share, target in (
        ("presidio, no language engine", False, SHARE_OF_PRESIDIO, PRESIDIO_TARGET),
        ("presidio, language engine", True, SHARE_WITH_LANGUAGE, LANGUAGE_TARGET),
    ):
        peer = presidio(language=language)
        if peer is None:
            print(f"  {name}: 没有安装。安装：.venv/bin/pip install presidio-analyzer")
            continue
        some = _some(passages, share)
        peer(some[:20])
        met.append(_told(name, rules, rate(peer, some, 2), target))
    return met


def _some(passages: Sequence[str], share: float) -> Sequence[str]:
    """The first passages, for what would take too long over all of them."""
    return passages[: max(100, round(len(passages) * share))]


def _told(name: str, ours: float, peer: float, target: float) -> bool:
    ratio = ours / peer
    met = ratio >= target
    print(
        f"  {name:29}{peer / 1e6:9.3f} M characters/s   ratio {ratio:8.2f}"
        f"   target {target:g}: {'met' if met else 'MISSED'}"
    )
    return met


def main() -> None:
    """``python -m yangguang.bench.privacy``; SCALE=1 is four million characters and a full sweep."""
    scale = float(os.environ.get("SCALE", "0.05"))
    characters = max(60_000, round(FULL_CHARACTERS * min(1.0, scale * 5)))
    labelled = labelled_passages()
    load = os.getloadavg()[0]
    print(f"load {load:.1f} on {os.cpu_count()} processors at the start")
    measure("labelled passages", filled(labelled, characters))
    for one_in in PLANTED:
        stock = stock_passages(max(100, characters // 780), labelled, one_in)
        measure(f"stock, one item in {one_in} with personal data", stock)
    if folder := os.environ.get("DOCUMENTS"):
        measure(f"documents of {folder}", documents(Path(folder)))
    if "--no-sweep" not in sys.argv:
        from yangguang.bench.privacy_sweep import measure_sweep

        measure_sweep(scale)


if __name__ == "__main__":
    main()
