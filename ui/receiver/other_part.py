"""What devices report of a bed besides signals and alarms (pumps, the room, equipment), each with its age, and what of
it can be asked for. Below it what stands at no bed: the infrastructure of the ward."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.router.receiver.reports import Offer, Report, granted, offers
from app.router.receiver.state import ReceiverState
from app.router.requests import Bed, Want
from app.router.words import DataClass
from app.ward.reports import topics, value_words
from ui.receiver.words import clock_text
from ui.texts import chosen_language, in_chosen, tr
from ui.texts.formats import show_number
from ui.ward.numbers import age_text
from ui.widgets.buttons import Button, QuietButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, row

ASKED_SECONDS: Final = 900.0


class OtherPart(QWidget):
    """`asked(request)`: somebody wants one class of data for a while, or no longer."""

    asked = Signal(object)

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._now = now
        layout = column(self, gap=2)
        layout.addWidget(Text(tr("receiver.other_title"), "strong"))
        self.said = Text("", "muted", wrap=True)
        layout.addWidget(self.said)
        holder = QWidget()
        inside = column(holder, gap=3)
        self.of_bed = _Group("", self.asked.emit)
        self.of_station = _Group(tr("receiver.other_station"), self.asked.emit)
        inside.addWidget(self.of_bed)
        inside.addWidget(self.of_station)
        inside.addStretch(1)
        layout.addWidget(Scroll(holder, width=None), 1)

    def show_bed(self, bed: Bed | None, state: ReceiverState) -> None:
        """The bed that is looked at, and what is granted of it now."""
        now, beds = self._now(), state.beds
        age = now - state.beds_at
        for group, one in ((self.of_bed, bed), (self.of_station, beds.station)):
            found = granted(beds, age, one, state.signals.reports) if one is not None else ()
            asks = offers(one, age) if one is not None else ()
            group.show_reports(one.bed if one is not None else "", found, now)
            group.show_offers(asks, connected=state.connected)
        said = "" if state.connected else tr("receiver.other_stopped")
        if not said and not self.of_bed.lines():
            said = tr("receiver.no_bed" if bed is None else "receiver.other_none")
        self.said.setText(said)
        self.said.setVisible(bool(said))

    def forget(self) -> None:
        """Nothing of what was seen is for the next person."""
        for group in (self.of_bed, self.of_station):
            group.show_reports("", (), self._now())
            group.show_offers((), connected=False)


class _Group(QWidget):
    """What is known of one bed: built anew only where something else is known, its ages written as they grow."""

    def __init__(self, title: str, ask: Callable[[Want], object]) -> None:
        super().__init__()
        self._ask, self._bed = ask, ""
        self._built: tuple[object, ...] = ()
        self._shown: list[tuple[Report, Text]] = []
        self.left: dict[DataClass, Text] = {}
        self.buttons: dict[DataClass, Button] = {}
        layout = column(self, gap=2)
        self._title = Text(title, "strong")
        if not title:
            self._title.hide()
        layout.addWidget(self._title)
        self._lines, self._offers = column(gap=2), column(gap=2)
        layout.addLayout(self._lines)
        layout.addLayout(self._offers)

    def lines(self) -> list[str]:
        """What is written of the reports."""
        return [each.accessibleName() for _one, each in self._shown]

    def show_reports(self, bed: str, found: Iterable[Report], now: float) -> None:
        """Each report with its words and its age."""
        reports = tuple(found)
        if (bed, reports) != (self._bed, tuple(one for one, _age in self._shown)):
            self._bed = bed
            clear(self._lines)
            self._shown = [(one, _line(self._lines, one)) for one in reports]
        for one, age in self._shown:
            words = age_text(now - one.at)
            age.setText(tr("receiver.other_old", age=words) if one.is_old(now) else words)
            age.setAccessibleName(f"{_title(one)}: {', '.join(_values(one))}; {age.text()}")

    def show_offers(self, found: Iterable[Offer], *, connected: bool) -> None:
        """What may be asked for; what was, with the time that is left."""
        asks = tuple(found)
        built = tuple((self._bed, one.data, one.left > 0) for one in asks)
        if built != self._built:
            self._built = built
            clear(self._offers)
            self.left, self.buttons = {}, {}
            for one in asks:
                self._add(one)
        for one in asks:
            self.left[one.data].setText(tr("receiver.other_for", left=clock_text(one.left)) if one.left else "")
            self.buttons[one.data].setEnabled(connected)
        self.setVisible(bool(asks or self._shown))

    def _add(self, offer: Offer) -> None:
        line = QWidget()
        layout = row(line, gap=2)
        name = tr(f"router.data_{offer.data.value}")
        words = column(gap=0)
        words.addWidget(Text(name))
        self.left[offer.data] = Text("", "small")
        if offer.left <= 0:
            self.left[offer.data].hide()
        words.addWidget(self.left[offer.data])
        layout.addLayout(words, 1)
        wanted = Want(self._bed, offer.data, 0.0 if offer.left else ASKED_SECONDS)
        press = partial(self._ask, wanted)
        if offer.left:
            button: Button = QuietButton(tr("receiver.want_no_longer"), on_press=press)
        else:
            button = SecondaryButton(tr("receiver.other_want", minutes=round(ASKED_SECONDS / 60)), on_press=press)
        button.setAccessibleName(f"{name}: {button.text()}")
        self.buttons[offer.data] = button
        layout.addWidget(button)
        self._offers.addWidget(line)


def _line(layout: QVBoxLayout, report: Report) -> Text:
    """Title and age above, the values below; the age, to be written."""
    holder = QWidget()
    inside = column(holder, gap=0)
    above = row(gap=2)
    age = Text("", "small")
    above.addWidget(Text(_title(report), "strong"), 1)
    above.addWidget(age)
    inside.addLayout(above)
    inside.addWidget(Text(" · ".join(_values(report)), wrap=True))
    layout.addWidget(holder)
    return age


def _title(report: Report) -> str:
    return in_chosen(topics()[report.topic].label)


def _values(report: Report) -> tuple[str, ...]:
    return value_words(topics()[report.topic], report.values, chosen_language(), _number)


def _number(value: float) -> str:
    short = round(value, 2)
    return show_number(int(short) if short.is_integer() else short)
