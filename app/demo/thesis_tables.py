"""Tables 4, 5 and 6 of the thesis (Eileithyia, UFRN 2017) as data: what the demo unit's women must add up to.

Table 6 prints n=24 for women over 35 who were not confirmed, beside 11.54 % of 234, which is 27; with 27 the column
adds up to the 213 of every other characteristic, so 27 is read.
"""

from typing import Final

WOMEN: Final = 1379
FIRST_YEAR, SECOND_YEAR = 2015, 2016

CONFIRMED, NOT_CONFIRMED, INCONCLUSIVE = "confirmed", "not_confirmed", "inconclusive"
ANSWERS: Final = (CONFIRMED, NOT_CONFIRMED, INCONCLUSIVE)

TABLE_4: Final[dict[str, dict[str, int]]] = {
    "year": {"2015": 1075, "2016": 304},
    "schooling": {"none": 16, "primary": 586, "secondary": 683, "higher": 94},
    "marital_status": {"stable_union": 687, "married": 366, "single": 311, "divorced": 12, "widowed": 3},
    "partner": {"with_partner": 1053, "without_partner": 326},
    "family_income": {"less_than_1": 426, "1": 545, "more_than_1": 408},
    "age_group": {"12-15": 61, "16-35": 1084, "over_35": 234},
    "city": {"natal": 888, "interior": 491},
    "pregnancies": {"1": 415, "2-5": 860, "over_5": 104},
}
"""Characteristic → group → women."""

TABLE_5: Final[dict[str, tuple[int, int, int]]] = {
    "hypertension": (311, 5, 51),
    "diabetes": (194, 2, 24),
    "fetal_causes": (55, 3, 5),
    "toxoplasmosis": (26, 15, 17),
    "bad_obstetric_history": (37, 4, 8),
    "multiple_pregnancy": (39, 2, 2),
    "cardiopathy": (25, 1, 11),
}
"""Reason of referral → women confirmed, not confirmed, inconclusive."""

FURTHER_REASONS: Final = {"hypothyroidism": 31, "fetal_malformation": 30, "uterine_myomatosis": 29, "other": 452}
"""From the text under table 5: 2.25 %, 2.18 %, 2.10 % and 32.78 % of 1379; their answers are in no table."""

TABLE_6: Final[dict[str, dict[str, tuple[int, int, int]]]] = {
    "year": {"2015": (719, 174, 182), "2016": (227, 39, 38)},
    "schooling": {"none": (12, 2, 2), "primary": (384, 107, 95), "secondary": (480, 93, 110), "higher": (70, 11, 13)},
    "partner": {"with_partner": (743, 153, 157), "without_partner": (203, 60, 63)},
    "family_income": {"less_than_1": (284, 77, 65), "1": (377, 78, 90), "more_than_1": (285, 58, 65)},
    "age_group": {"12-15": (31, 21, 9), "16-35": (731, 165, 188), "over_35": (184, 27, 23)},
    "city": {"natal": (633, 122, 133), "interior": (313, 91, 87)},
    "pregnancies": {"1": (281, 69, 65), "2-5": (588, 129, 143), "over_5": (77, 15, 12)},
    "blood_pressure": {"high": (270, 3, 27), "normal": (676, 210, 193)},
}
"""Characteristic → group → women confirmed, not confirmed, inconclusive."""
