"""The search for personal data against the labelled passages, each of which was written by hand."""

from tests.text.privacy.scoring import read_passages, report, score
from yangguang.text.privacy import SURE, find_personal


def test_at_least_ninety_nine_in_a_hundred_are_found_and_as_few_are_wrong() -> None:
    total = score(read_passages())
    assert total.recall >= 0.99, report(total)
    assert total.precision >= 0.99, report(total)


def test_half_of_the_passages_hold_nothing_personal() -> None:
    passages = read_passages()
    clean = [passage for passage in passages if not passage.marks]
    assert len(passages) >= 600
    assert len(clean) * 2 >= len(passages)


def test_passages_without_marks_stay_untouched() -> None:
    touched = [
        passage.text
        for passage in read_passages()
        if not passage.marks and any(one.confidence >= SURE for one in find_personal(passage.text))
    ]
    assert len(touched) <= 3, touched
