"""Which digits can be what: mobile prefixes, area codes, card issuers.

依据：《电信网编号计划》(工业和信息化部) for telephone numbers; issuer identification numbers as the
banks print them on cards (UnionPay 62 and the older ranges of single banks, Visa 4, Mastercard
51–55 and 2221–2720, American Express 34 and 37, JCB 35). They change slowly and lie here alone.
"""

from __future__ import annotations

MOBILE_PREFIXES = frozenset(
    [
        "130",
        "131",
        "132",
        "133",
        "134",
        "135",
        "136",
        "137",
        "138",
        "139",
        "145",
        "146",
        "147",
        "148",
        "149",
        "150",
        "151",
        "152",
        "153",
        "155",
        "156",
        "157",
        "158",
        "159",
        "162",
        "165",
        "166",
        "167",
        "170",
        "171",
        "172",
        "173",
        "174",
        "175",
        "176",
        "177",
        "178",
        "180",
        "181",
        "182",
        "183",
        "184",
        "185",
        "186",
        "187",
        "188",
        "189",
        "190",
        "191",
        "192",
        "193",
        "195",
        "196",
        "197",
        "198",
        "199",
    ]
)

_THREE_DIGIT_AREAS = frozenset(
    ["010", "020", "021", "022", "023", "024", "025", "027", "028", "029"]
)
_FOUR_DIGIT_STARTS = frozenset(
    [
        "031",
        "033",
        "034",
        "035",
        "037",
        "039",
        "041",
        "042",
        "043",
        "044",
        "045",
        "046",
        "047",
        "048",
        "051",
        "052",
        "053",
        "054",
        "055",
        "056",
        "057",
        "058",
        "059",
        "063",
        "066",
        "069",
        "070",
        "071",
        "072",
        "073",
        "074",
        "075",
        "076",
        "077",
        "079",
        "081",
        "082",
        "083",
        "085",
        "087",
        "088",
        "089",
        "090",
        "091",
        "093",
        "094",
        "095",
        "097",
        "099",
    ]
)

_ISSUERS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("62", (16, 17, 18, 19)),
    ("60", (16, 19)),
    ("68", (16, 18, 19)),
    ("81", (16, 19)),
    ("9003", (19,)),
    ("9558", (16, 19)),
    ("95595", (16, 19)),
    ("103", (19,)),
    ("34", (15,)),
    ("37", (15,)),
    ("35", (16,)),
    ("436742", (16, 19)),
    ("436718", (16, 19)),
    ("4", (16,)),
    *((str(start), (16,)) for start in range(51, 56)),
    *((str(start), (16,)) for start in range(222, 273)),
)
"""First digits and the lengths that cards with them have."""
_ISSUERS_BY_SIZE = {
    size: tuple(start for start, sizes in _ISSUERS if size in sizes)
    for size in (15, 16, 17, 18, 19)
}


def is_mobile(number: str) -> bool:
    """Whether 11 digits are a mobile number of a prefix that has been given out."""
    return len(number) == 11 and number[:3] in MOBILE_PREFIXES


def area_length(number: str) -> int:
    """How many leading digits are an area code with its 0; nothing when there is none."""
    if number[:3] in _THREE_DIGIT_AREAS:
        return 3
    if len(number) >= 4 and number[:3] in _FOUR_DIGIT_STARTS:
        return 4
    return 0


def is_local(number: str) -> bool:
    """Whether 7 or 8 digits can be a subscriber's number within an area."""
    return len(number) in (7, 8) and number[0] in "2345678"


def is_card_issuer(number: str) -> bool:
    """Whether a number begins and is as long as cards of some issuer."""
    return number.startswith(_ISSUERS_BY_SIZE.get(len(number), ()))


def is_unionpay(number: str) -> bool:
    """Whether it begins as nearly all cards given out in the country today."""
    return number.startswith("62") and 16 <= len(number) <= 19
