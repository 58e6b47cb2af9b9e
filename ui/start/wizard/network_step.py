"""A network, or alone for now: both are good, and joining can wait."""

from functools import partial

from PySide6.QtCore import Signal

from app.kernel.actor import PROGRAM
from app.policy.model import Policy
from app.policy.trusting import joining_of
from app.station import Station
from app.sync.enrolling import StationEnrolment
from ui.network.join_form import JoinForm
from ui.network.joined import JoinedCard
from ui.start.wizard.steps import Step


class FirstDay:
    """On the first day nobody has signed in yet: the station joins by itself, at the word of whoever sets it up."""

    def __init__(self, station: Station) -> None:
        self._station = station

    def look(self, address: str) -> str:
        """The fingerprint shown at an address."""
        return self._station.enrolling.look(address)

    def join(self, address: str, code: str, fingerprint: str) -> StationEnrolment:
        """Join."""
        return self._station.enrolling.enrol(PROGRAM, address, code, fingerprint)


class NetworkStep(Step):
    """`joined` is emitted once the station is in. The focus stands on the way on: Enter leaves it for later."""

    key = "network"
    joined = Signal()

    def __init__(self, station: Station) -> None:
        super().__init__()
        self._station = station
        self.card: JoinedCard | None = None
        self.form = JoinForm(FirstDay(station), self._show_joined, minor=True)
        self.body.addWidget(self.form)

    def follow(self, policy: Policy) -> None:
        server = policy.server
        if server is not None:
            self.form.follow(server.address, server.code, partial(joining_of, server))
            self.lock()

    def _show_joined(self, enrolment: StationEnrolment) -> None:
        self.form.hide()
        self.card = JoinedCard(enrolment, self._station.profile.cnes, self._station.sync)
        self.body.addWidget(self.card)
        self.card.begin(self._station.sync.run_round)
        self.joined.emit()
