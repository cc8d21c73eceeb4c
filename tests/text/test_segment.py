"""Words are cut with this government's own names whole, from any thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from yangguang.text.segment import Segmenter, plain_segmenter


def test_an_agency_name_stays_one_word() -> None:
    text = "阳河街道办事处公开情况"
    assert "阳河街道办事处" not in plain_segmenter().cut(text)
    assert Segmenter(["阳河街道办事处"]).cut(text)[0] == "阳河街道办事处"


def test_the_pieces_give_the_text_back() -> None:
    text = "2016年，PPP 项目（含三公经费）公开率100%。"
    assert "".join(plain_segmenter().cut(text)) == text


def test_punctuation_is_no_word() -> None:
    assert plain_segmenter().words_in("公开，公开！") == ["公开", "公开"]


def test_words_may_be_added_while_others_cut() -> None:
    segmenter = Segmenter()
    text = "青河口镇便民服务中心办理"
    plain = segmenter.cut(text)

    def work(number: int) -> list[str]:
        if number == 50:
            segmenter.add(["青河口镇便民服务中心"])
        return segmenter.cut(text)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(work, range(200)))
    assert all(answer in (plain, ["青河口镇便民服务中心", "办理"]) for answer in answers)
    assert segmenter.cut(text) == ["青河口镇便民服务中心", "办理"]
