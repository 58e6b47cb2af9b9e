"""Every pregnancy of one woman, the one opened last first: how each ended, and a way into it."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from app.clinic.pregnancies.model import Pregnancy, PregnancyStatus
from app.clinic.prenatal.outcomes import Outcome
from app.kernel.clock import local_date
from ui.administration.states import States
from ui.bridge import Latest
from ui.errors import words_of
from ui.pregnancy.cover_page import CoverPage
from ui.pregnancy.section import RecordHost
from ui.pregnancy.words import gestational_words
from ui.texts import tr
from ui.texts.formats import show_date
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, hairline, row


@dataclass(frozen=True)
class Past:
    """One pregnancy with how it ended, if it has."""

    pregnancy: Pregnancy
    outcome: Outcome | None


class PregnanciesPage(CoverPage):
    """Lies over the record; opening another one leaves this one."""

    HELP = "pregnancy-outcome"
    """The topic of the help."""

    def __init__(self, host: RecordHost) -> None:
        super().__init__(tr("outcome.pregnancies_title", name=host.view.person.shown_name), host.uncover)
        self._host = host
        self._latest = Latest(self)
        self.states = States(lines=4)
        self.body.addWidget(self.states)
        self.refresh()

    def refresh(self) -> None:
        """Read how each ended."""
        self.states.show_loading()
        station, session, found = self._host.context.station, self._host.context.session, self._host.view.pregnancies

        def read() -> list[Past]:
            return [Past(one, station.outcomes.outcome(session, one.id)) for one in found]

        self._latest.ask(read, self._show, lambda error: self.states.show_wrong(words_of(error).together, self.refresh))

    def _show(self, found: list[Past]) -> None:
        clear(self.states.full)
        for number, one in enumerate(found):
            if number:
                self.states.full.addWidget(hairline())
            self.states.full.addWidget(self._line(one))
        self.states.full.addStretch(1)
        self.states.show_full()

    def _line(self, one: Past) -> QWidget:
        holder = QWidget()
        line = row(holder, gap=3, margin=2, sides=0)
        words = column(gap=0)
        title, more = past_words(one, self._host.view.profile.time_zone)
        words.addWidget(Text(title, "strong", wrap=True))
        words.addWidget(Text(more, "small", wrap=True))
        line.addLayout(words, 1)
        if one.pregnancy.id == self._host.view.pregnancy.id:
            line.addWidget(Text(tr("outcome.shown_now"), "accent"))
            return holder
        button = SecondaryButton(tr("outcome.open_other"), on_press=partial(self._open, one.pregnancy.id))
        button.setAccessibleName(f"{tr('outcome.open_other')}: {title}")
        line.addWidget(button)
        return holder

    def _open(self, pregnancy_id: str) -> None:
        self._host.context.navigate("pregnancy", pregnancy_id)


def past_words(one: Past, zone: str) -> tuple[str, str]:
    """How far or how it ended, and since when the unit knows it."""
    opened = tr(
        "outcome.opened", date=show_date(local_date(one.pregnancy.opened_at, zone)), name=one.pregnancy.opened_by
    )
    if one.pregnancy.status is PregnancyStatus.CURRENT:
        return tr("outcome.current", age=gestational_words(one.pregnancy.gestational_age)), opened
    if one.outcome is None:
        return tr("outcome.closed"), opened
    kind = tr(f"prenatal.outcome_{one.outcome.kind.value}")
    title = tr("outcome.ended", kind=kind, date=show_date(one.outcome.day))
    return title, f"{one.outcome.details} · {opened}" if one.outcome.details else opened
