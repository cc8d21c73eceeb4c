"""Bytes to text for Chinese pages and text files.

Declared encodings lie and short texts starve statistical detectors, so the decision here is
made the way a reader would make it: decode with each likely encoding and see which result is
made of the characters Chinese is really written with.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

# The characters official prose is made of, simplified and traditional, by everyday frequency;
# mojibake of any kind is made of rare ones.
_COMMON = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可"
    "她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已"
    "老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力"
    "机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军"
    "产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常"
    "提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服"
    "毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联权"
    "县区镇乡街办府厅局委会党组织规章条例通知意见决定批复函请示报告公告通告方案办法细则申请答复信息开"
    "收到情况单位统计总数不予项目年度附件印发关于各级部门处理提供法律法规依据行政复议诉讼维持纠正结果"
    "許國個來時為這們說發會學對過還後裡麼無當沒樣現將與進實點種聲話問機給幾業間東電門關並內從動兩長經"
    "頭開產萬體別處總場師書員報馬張難數車應條題統請認論義術結資隊帶變聯權縣區鎮鄉辦廳黨組織規見決復報"
    "項質圍執據訴訟維糾責單計總鑑監督務際環護標準審議錄檔案館稅財預算築設備費購"
    "，。、；：（）《》“”？！〔〕"
)
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_FOREIGN = re.compile(rb"[\x80-\xff]")
_SAMPLE = 12 * 1024
_SAME = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
_TRUSTED = frozenset({"utf-8", "gb18030", "big5hkscs", "shift_jis", "euc_kr", "cp1252"})


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding it was read as; ``damaged`` counts characters that were not legible."""

    text: str
    encoding: str
    damaged: int = 0


def decode(data: bytes, *, declared: str = "") -> Decoded:
    """Text of ``data``, encoding found from byte order mark, content, then declaration.

    ``declared`` is what a transport or a container says; a ``<meta charset>`` inside the first
    4 KB is found here. Never raises: places that fit no encoding become U+FFFD and are counted.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    if data.isascii():
        return Decoded(data.decode("ascii"), "ascii") if b"\0" not in data[:64] else _wide(data)
    wide = _wide_encoding(data)
    if wide:
        return _decoded(data, wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as slip:
        # A capture cut in the middle of its last character is still UTF-8.
        if slip.start >= len(data) - 4 and slip.start > 0 and not data[: slip.start].isascii():
            return Decoded(data.decode("utf-8", "replace"), "utf-8", 1)
    return _decoded(data, _best(data, declared))


def readability(text: str) -> float:
    """Share of the non-ASCII characters that are common in Chinese prose; 0 for none at all."""
    seen = common = 0
    for character in text:
        if character > "\x7f":
            seen += 1
            common += character in _COMMON
    return common / seen if seen else 0.0


def _wide(data: bytes) -> Decoded:
    return _decoded(data, _wide_encoding(data) or "ascii")


def _wide_encoding(data: bytes) -> str:
    """UTF-16 without a mark shows in its zero bytes: line ends, digits and blanks have one each."""
    sample = data[:4096]
    if b"\0" not in sample:
        return ""
    scores = {order: _wide_score(sample, order) for order in ("utf-16-le", "utf-16-be")}
    best = max(scores, key=lambda order: scores[order])
    return best if scores[best] > 0.3 else ""


def _wide_score(sample: bytes, order: str) -> float:
    """Share of characters that a Chinese text is made of, less what it never holds."""
    text = sample[: len(sample) // 2 * 2].decode(order, "replace")
    likely = sum(c in _COMMON or " " <= c < "\x7f" or c in "\t\r\n\u3000" for c in text)
    strange = sum(
        c == "\ufffd" or (c < " " and c not in "\t\r\n\f") or "\ue000" <= c <= "\uf8ff"
        for c in text
    )
    return (likely - 3 * strange) / max(1, len(text))


def _best(data: bytes, declared: str) -> str:
    said = _known(declared) or _said(data)
    # A page may open with kilobytes of script; what tells encodings apart comes after.
    first = _FOREIGN.search(data)
    start = max(0, first.start() - 2) & ~1 if first else 0
    sample = data[start : start + _SAMPLE]
    scores = {}
    for encoding in ("gb18030", "big5hkscs", "utf-8"):
        text = sample.decode(encoding, "replace")
        broken = text.count("\ufffd") + sum("\ue000" <= c <= "\uf8ff" for c in text)
        share = broken / max(1, sum(c > "\x7f" for c in text))
        scores[encoding] = readability(text) - 3 * share
    if len(data) % 2 == 0:
        scores |= {order: _wide_score(sample, order) for order in ("utf-16-le", "utf-16-be")}
    best = max(scores, key=lambda encoding: scores[encoding])
    # A declaration decides only between readings that are about equally good.
    if said in scores and scores[said] > scores[best] - 0.08:
        return said
    if said and said not in scores and scores[best] < 0.15:
        return said
    return best


def _said(sample: bytes) -> str:
    found = _META_CHARSET.search(sample[:4096]) or _XML_CHARSET.search(sample[:400])
    return _known(found[1].decode("ascii", "replace")) if found else ""


def _known(name: str) -> str:
    """Our name for a declared text encoding; empty for codecs that are no character set."""
    try:
        encoding = codecs.lookup(name.strip() or "?").name
    except (LookupError, ValueError):
        return ""
    encoding = _SAME.get(encoding, encoding)
    return encoding if encoding in _TRUSTED else ""


def _decoded(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return Decoded(text, encoding, text.count("\ufffd"))
    except (LookupError, ValueError):
        text = data.decode("utf-8", "replace")
        return Decoded(text, "utf-8", text.count("\ufffd"))
