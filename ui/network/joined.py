"""The network that a station belongs to, and its first exchange."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.sync.enrolling import StationEnrolment
from app.sync.joining import in_groups
from app.sync.service import SyncService
from ui.errors import words_of
from ui.network.round_line import RoundLine
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.key_values import KeyValues
from ui.widgets.layouts import column


class JoinedCard(QWidget):
    """Unit, station, server; `begin` runs the first exchange with its progress. `cnes`: this station's own unit."""

    def __init__(self, enrolment: StationEnrolment, cnes: str, sync: SyncService) -> None:
        super().__init__()
        layout = column(self, gap=4)
        facts = (
            (
                tr("network.joined_unit"),
                tr("network.joined_unit_words", name=enrolment.unit_name, cnes=enrolment.unit),
            ),
            (tr("network.joined_station"), enrolment.station_name),
            (tr("network.joined_server"), enrolment.address),
            (tr("network.joined_fingerprint"), " ".join(in_groups(enrolment.fingerprint))),
        )
        self.other_unit, self.result = Banner(), Banner()
        layout.addWidget(self.other_unit)
        layout.addWidget(KeyValues(facts))
        self.round = RoundLine(sync)
        self.round.ended.connect(self._ended)
        layout.addWidget(self.round)
        layout.addWidget(self.result)
        if enrolment.unit != cnes:
            words = tr("network.joined_other_unit", theirs=enrolment.unit, ours=cnes)
            self.other_unit.show_message("warn", words, tr("network.joined_other_unit_next"), closable=False)

    def begin(self, run: Callable[[], object]) -> None:
        """The first exchange."""
        self.result.show_message("info", tr("network.joined_first"), closable=False)
        self.round.begin(run)

    def _ended(self, error: Exception | None) -> None:
        if error is not None:
            words = words_of(error)
            self.result.show_message("warn", words.title, words.next_step, closable=False)
        elif self.round.stopped:
            self.result.show_message("info", tr("network.round_stopped"), closable=False)
        else:
            self.result.show_message("success", tr("network.joined_first_done"), closable=False)
