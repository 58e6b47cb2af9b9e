"""Which of the reports: the same choice at the head of each."""

from collections.abc import Callable
from typing import Final

from ui.texts import tr
from ui.widgets.choices import ChoiceChips

PREGNANCIES: Final = "pregnancies"
REFERRALS: Final = "referrals"


def which_report(shown: str, choose: Callable[[str], object]) -> ChoiceChips:
    """The choice, at the report that is shown; `choose` is told another one."""
    chips = ChoiceChips(
        [(one, tr(f"referral_report.which_{one}")) for one in (PREGNANCIES, REFERRALS)],
        name=tr("referral_report.which"),
        optional=False,
    )
    chips.set_value(shown)
    chips.changed.connect(lambda value: choose(str(value)))
    return chips
