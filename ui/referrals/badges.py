"""Where a referral stands and what was answered, as colour, shape and word."""

from datetime import datetime

from app.clinic.referral.model import Course, Verdict
from ui.referrals.words import Look, state_look, verdict_look
from ui.widgets.badges import Badge


class LookBadge(Badge):
    """A badge from a `Look`."""

    def __init__(self, look: Look, *, large: bool = False) -> None:
        super().__init__(look.words, look.token, look.shape, large=large)

    def show_look(self, look: Look) -> None:
        """Show another one."""
        self.show_class(look.words, look.token, look.shape)


class StateBadge(LookBadge):
    """Where a referral stands. `now`: the server's time."""

    def __init__(self, one: Course, now: datetime, *, large: bool = False) -> None:
        super().__init__(state_look(one, now), large=large)


class VerdictBadge(LookBadge):
    """What the hospital answered."""

    def __init__(self, verdict: Verdict, *, large: bool = False) -> None:
        super().__init__(verdict_look(verdict), large=large)
