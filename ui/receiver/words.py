"""What stands on the list, in words."""

from app.kernel.errors import KnownError
from app.router.delivery.model import Occasion, Standing
from app.router.receiver.model import Row
from app.router.words import Response
from ui.errors import ErrorWords, words_of
from ui.texts import has_text, tr
from ui.ward.alarm_words import condition_words
from ui.ward.numbers import age_text

_HOUR = 3600


def clock_text(seconds: float) -> str:
    """How long, to the second: "0:42", "12:05", "1 h 02 min"."""
    whole = max(0, int(seconds))
    if whole >= _HOUR:
        return tr("receiver.hours", hours=whole // _HOUR, minutes=f"{whole % _HOUR // 60:02}")
    return f"{whole // 60}:{whole % 60:02}"


def what_words(row: Row) -> str:
    """What is the matter: "SpO₂ 84 < 90"."""
    return condition_words(row.note)


def stars(row: Row) -> str:
    """The mark of its priority (IEC 60601-1-8)."""
    return "*" * (3 - min(2, row.note.priority))


def where_words(row: Row) -> str:
    """Which bed, and who lies there where that may be seen."""
    return f"{row.note.label} · {row.note.person}" if row.note.person else row.note.label


def standing_words(row: Row, now: float) -> str:
    """Who has it, or what is asked of whom."""
    if row.ended_at is not None:
        return tr("router.standing_ended")
    if row.old:
        return tr("receiver.row_old", age=age_text(now - row.received_at))
    if row.waits and row.answer is not None:
        return tr("receiver.row_sending", answer=response_words(row.answer.response))
    if row.mine:
        return tr("receiver.row_mine_there" if row.standing is Standing.PRESENT else "receiver.row_mine_on_the_way")
    if row.holders:
        since = clock_text(now - row.holders[0].since)
        there = row.standing is Standing.PRESENT
        return tr("receiver.row_there" if there else "receiver.row_on_the_way", name=row.holders[0].name, since=since)
    if row.asks:
        return _asking(row)
    if row.answer is not None and row.answer.counted:
        return tr("receiver.row_declined")
    return tr(f"router.standing_{row.standing.value}")


def _asking(row: Row) -> str:
    if not row.note.lasting:
        return tr("receiver.row_asks_restored")
    if row.standing is Standing.FAILSAFE:
        return tr("receiver.row_asks_last")
    if row.note.attempt > 1 or row.note.occasion is Occasion.CALLED_AGAIN:
        return tr("receiver.row_asks_again", attempt=max(2, row.note.attempt))
    return tr("receiver.row_asks")


def spoken(row: Row, now: float) -> str:
    """The whole row for a screen reader."""
    priority = tr(f"receiver.priority_{min(2, row.note.priority)}")
    return f"{priority}: {where_words(row)}, {what_words(row)}. {standing_words(row, now)}"


def response_words(response: Response) -> str:
    """What is said by pressing: "Aceitar"."""
    return tr(f"receiver.answer_{response.value}")


def refused_words(code: str, values: dict[str, str] | None = None) -> ErrorWords:
    """What the node says against something; a code that this receiver has no text for is said as such."""
    area, _, what = code.partition(".")
    if has_text(f"error_{area}.{what}"):
        return words_of(KnownError(code, **(values or {})))
    return ErrorWords(tr("receiver.refused"), tr("receiver.refused_code", code=code), known=True)
