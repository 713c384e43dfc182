"""Where countries stand on the clock, so that "near the client's time" means something."""

from typing import Final

NEAR_HOURS: Final = 3.0
"""Hours apart at which two offices still share most of a working day."""

_BY_OFFSET: Final[dict[float, str]] = {
    -10: "PF",
    -6: "BZ CR GT HN MX NI SV",
    -5.5: "US CA",
    -5: "CO CU EC HT JM PA PE BS KY",
    -4: "BB BO CL DO GD GY LC PR PY TT VE BM",
    -3: "AR BR UY SR GF",
    -1: "CV",
    0: "BF CI FO GB GG GH GI GM GN IE IM IS JE LR MA ML MR PT SL SN TG",
    1: "AD AL AO AT BA BE BJ CD CF CG CH CM CZ DE DK DZ ES FR GA GQ HR HU IT LI LU MC ME MK MT NE NG NL NO PL RS SE SI "
    "SK SM TD TN VA XK",
    2: "AX BG BI BW CY EE EG FI GR IL LB LS LT LV LY MD MW MZ NA PS RO RW SD SS SZ UA ZA ZM ZW",
    3: "BH BY DJ ER ET IQ JO KE KM KW MG QA RU SA SO SY TR TZ UG YE",
    3.5: "IR",
    4: "AE AM AZ GE MU OM RE SC",
    4.5: "AF",
    5: "KZ MV PK TJ TM UZ",
    5.5: "IN LK",
    5.75: "NP",
    6: "BD BT KG",
    6.5: "MM",
    7: "ID KH LA TH VN",
    8: "BN CN HK MN MO MY PH SG TW",
    9: "JP KP KR TL",
    10: "AU PG GU",
    11: "NC SB VU",
    12: "FJ NZ",
    13: "TO WS",
}
HOURS: Final[dict[str, float]] = {code: offset for offset, codes in _BY_OFFSET.items() for code in codes.split()}
"""Hours ahead of UTC in winter, by ISO 3166 code. A country with several zones stands at the middle of where
its people live."""


def hours_apart(one: str, other: str) -> float | None:
    """Hours between two countries' clocks (0..12), or None when one of them isn't in the table."""
    if one == other:
        return 0.0
    if one not in HOURS or other not in HOURS:
        return None
    apart = abs(HOURS[one] - HOURS[other])
    return min(apart, 24 - apart)
