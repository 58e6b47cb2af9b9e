"""Receivers in words: who is there, when it was heard, what waits for it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.router.node.items import ReceiverState
from app.router.receivers.model import StoredReceiver
from ui.texts import tr, tr_count
from ui.texts.formats import show_number
from ui.ward.numbers import age_text

_ALARMS = 4
"""Priorities 0 to 3."""


@dataclass(frozen=True)
class Line:
    """One receiver. `state` None: the router is not heard, or did not tell of it; `older`: seconds since."""

    receiver: StoredReceiver
    state: ReceiverState | None
    older: float = 0.0

    @property
    def standing(self) -> str:
        """How it stands: `unknown`, `never`, `away`, `locked`, `free` or `ready`."""
        if self.state is None:
            return "unknown"
        if not self.state.connected:
            return "never" if self.state.heard_ago is None else "away"
        if self.state.locked:
            return "locked"
        return "ready" if self.state.user else "free"


def standing_words(line: Line) -> str:
    """ "Pronto", "Fora de alcance há 5 min"."""
    heard = line.state.heard_ago if line.state is not None else None
    if line.standing == "away" and heard is not None:
        return tr("router_receivers_page.standing_away_for", age=age_text(heard + line.older))
    return tr(f"router_receivers_page.standing_{line.standing}")


def who_words(line: Line) -> str:
    """Who is signed in there."""
    return line.state.user_name if line.state is not None else ""


def waiting_words(waiting: Sequence[int]) -> str:
    """ "2 alarmes, 30 outros"; empty where nothing waits."""
    alarms, others = sum(waiting[:_ALARMS]), sum(waiting[_ALARMS:])
    parts = []
    if alarms:
        parts.append(tr_count("router_receivers_page.waiting_alarms", alarms))
    if others:
        parts.append(tr_count("router_receivers_page.waiting_others", others))
    return ", ".join(parts)


def by_priority_words(waiting: Sequence[int]) -> str:
    """ "0: 2 · 4: 30"; a dash where nothing waits."""
    return " · ".join(f"{number}: {show_number(count)}" for number, count in enumerate(waiting) if count)


def code_words(code: str) -> str:
    """The code in lines of four, as it is read aloud and typed; the router writes it with dashes."""
    code = code.replace("-", "")
    return "\n".join(code[at : at + 4] for at in range(0, len(code), 4))
