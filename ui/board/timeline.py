"""What happened to one arrival, the latest first; what was taken back stays readable with its reason."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.clinic.reception.model import ArrivalEvent, ArrivalRecord, Colour, EventKind, Outcome
from ui.board.looks import colour_look
from ui.corrections.entry_history import strike
from ui.texts import tr
from ui.texts.formats import show_hour
from ui.widgets.labels import Text
from ui.widgets.layouts import column


class Timeline(QWidget):
    """`zone` is the unit's (IANA)."""

    def __init__(self, record: ArrivalRecord, zone: str) -> None:
        super().__init__()
        layout = column(self, gap=2)
        layout.addWidget(Text(tr("board.happened"), "label"))
        reasons = {event.supersedes: event for event in record.events if event.supersedes}
        for event in reversed(record.events):
            if event.kind is not EventKind.STRUCK:
                layout.addWidget(_line(event, reasons.get(event.id), zone))
        arrived = tr("board.event_line", time=show_hour(record.arrival.arrived_at, zone), what=tr("board.came"))
        layout.addWidget(Text(arrived, wrap=True))


def _line(event: ArrivalEvent, successor: ArrivalEvent | None, zone: str) -> QWidget:
    line = QWidget()
    body = column(line, gap=0)
    at = show_hour(event.happened_at, zone)
    words = Text(tr("board.event_line", time=at, what=event_words(event)), wrap=True)
    if successor is not None:
        strike(words)
        words.set_role("muted")
    body.addWidget(words)
    body.addWidget(Text(event.by, "small"))
    if successor is not None:
        key = "board.struck" if successor.kind is EventKind.STRUCK else "board.corrected"
        body.addWidget(Text(tr(key, name=successor.by, why=successor.why or ""), "small", wrap=True))
    return line


def event_words(event: ArrivalEvent) -> str:
    """The event with what it says: the reason, the colour, the room, the outcome."""
    words = tr(f"board.event_{event.kind.value}")
    said = _said(event)
    return tr("board.event_said", what=words, said=said) if said else words


def latest_in_force(events: Sequence[ArrivalEvent]) -> ArrivalEvent | None:
    """What would be taken back now; None where nothing can be."""
    return next((event for event in reversed(events) if event.is_current), None)


def hearing_in_force(events: Sequence[ArrivalEvent]) -> ArrivalEvent | None:
    """The escuta inicial that holds."""
    return next((event for event in reversed(events) if event.is_current and event.kind is EventKind.HEARD), None)


def _said(event: ArrivalEvent) -> str:
    content = event.content
    if event.kind is EventKind.ARRIVED:
        return str(content.get("reason", ""))
    if event.kind is EventKind.HEARD:
        colour = content.get("colour")
        shown = colour_look(Colour(colour))[0] if isinstance(colour, str) else ""
        return ", ".join(part for part in (shown, str(content.get("reason", ""))) if part)
    if event.kind is EventKind.CALLED:
        return str(content.get("place", ""))
    if event.kind is EventKind.CLOSED:
        return tr(f"board.outcome_{Outcome(str(content.get('outcome'))).value}")
    return str(content.get("why", ""))
