"""The published figures are those of the thesis' table 5, which adds them up itself."""

import pytest

from app.clinic.referral.model import Verdict
from app.clinic.referral.parameters import parameters
from app.clinic.referral.published import published


@pytest.mark.parametrize(
    ("reason", "total", "confirmed", "not_confirmed", "inconclusive"),
    [
        ("hypertension", 367, 84.74, 1.36, 13.90),
        ("diabetes", 220, 88.18, 0.91, 10.91),
        ("fetal", 63, 87.30, 4.76, 7.94),
        ("toxoplasmosis", 58, 44.83, 25.86, 29.31),
        ("bad_obstetric_history", 49, 75.51, 8.16, 16.33),
        ("multiple_pregnancy", 43, 90.70, 4.65, 4.65),
        ("cardiopathy", 37, 67.57, 2.70, 29.73),
    ],
)
def test_counts_make_the_printed_shares(
    reason: str, total: int, confirmed: float, not_confirmed: float, inconclusive: float
) -> None:
    one = published().by_reason[reason]
    assert one.answered == total
    shares = {Verdict.CONFIRMED: confirmed, Verdict.NOT_CONFIRMED: not_confirmed, Verdict.INCONCLUSIVE: inconclusive}
    for verdict, share in shares.items():
        assert 100 * (one.share(verdict) or 0) == pytest.approx(share, abs=0.005)


def test_only_reasons_that_may_be_chosen_are_compared() -> None:
    assert set(published().by_reason) < set(parameters().reasons)
    assert len(published().by_reason) == 7
