"""The way into a tour: offered once to each account above its places, found again in the help.

On a real station it opens the practice, another process; only there a tour begins.
"""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from app.security.session import Status
from ui.bridge import Op
from ui.practice.mode import practising
from ui.practice.starting import start_practice
from ui.texts import tr
from ui.tour.kept import kept
from ui.tour.tours import Tour, tour_named, tours_for
from ui.widgets.buttons import QuietButton
from ui.widgets.flow import FlowLayout
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row

if TYPE_CHECKING:
    from ui.shell.window import Shell
    from ui.tour.guide import TourGuide

_ICON: Final = "map-pin"


class TourDoor(QWidget):
    """The band of the offer, without height while there is none; `open` is behind the button of the help."""

    def __init__(self, shell: "Shell") -> None:
        super().__init__()
        self._shell = shell
        self.guide: TourGuide | None = None
        self.take = QuietButton(tr("tour.take"), icon_name=_ICON, on_press=self._taken)
        self.later = QuietButton(tr("tour.later"), on_press=self._put_away)
        self.never = QuietButton(tr("tour.never"), on_press=self._refused)
        self.setAccessibleName(tr("tour.offer"))
        column(self, gap=0, margin=2, sides=4).addWidget(self._band())
        self.never.setHidden(practising())
        self.hide()

    def begin(self) -> None:
        """Somebody has signed in: go on with the tour that was chosen, or offer one."""
        context = self._shell.context
        if context.session.status is not Status.ACTIVE or not self.offered():
            return
        if practising():
            chosen = tour_named(kept().running)
            if chosen in self.offered():
                self.start(chosen)
            elif not kept().refused:
                self.show()
        elif not self._shell.profile.demo and context.window.end_kiosk is None:
            accounts, session = context.station.accounts, context.session
            asked = Op(self, partial(accounts.tour_is_due, session)).on_success(self.setVisible)
            # What goes wrong with the store is told by the place.
            asked.on_failure(lambda _error: None).start()

    def offered(self) -> tuple[Tour, ...]:
        """The tours of whoever is signed in, at this kind of station."""
        return tours_for(self._shell.profile.role, self._shell.context.session.role)

    def open(self) -> None:
        """Choose a tour, or begin the only one."""
        tours = self.offered()
        if len(tours) == 1 and not (practising() and kept().at(tours[0].name)):
            self.choose(tours[0])
        elif tours:
            from ui.tour.choice import TourChoice  # noqa: PLC0415 - rarely needed

            TourChoice(self._shell, tours, self.choose)

    def choose(self, tour: Tour, *, anew: bool = True) -> None:
        """Begin it here where this is a practice, else in one that opens now."""
        if not practising():
            self._shell.message(*start_practice(tour.name))
            return
        if anew:
            kept().reach(tour.name, 0)
        self.start(tour)

    def start(self, tour: Tour) -> None:
        """Begin, or go on where it was left."""
        from ui.tour.guide import TourGuide  # noqa: PLC0415 - only in a practice

        if self.guide is not None:
            self.guide.stop()
        self.hide()
        self.guide = TourGuide(self._shell, tour, self._ended)

    def _band(self) -> QFrame:
        band = QFrame()
        band.setProperty("look", "banner")
        band.setProperty("tone", "info")
        line = row(band, gap=3, margin=2, sides=3)
        line.addWidget(IconLabel(_ICON, "info", "banner_icon"), 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=1)
        words.addWidget(Text(tr("tour.offer"), "strong", wrap=True))
        words.addWidget(Text(tr("tour.offer_here" if practising() else "tour.offer_about"), wrap=True))
        deeds = QWidget()
        flow = FlowLayout(deeds, gap=1)
        for button in (self.take, self.later, self.never):
            flow.addWidget(button)
        words.addWidget(deeds)
        line.addLayout(words, 1)
        return band

    def _taken(self) -> None:
        self._put_away()
        self._answer(wanted=True)
        self.open()

    def _refused(self) -> None:
        self._put_away()
        self._answer(wanted=False)
        self._shell.message("info", tr("tour.in_the_help"))

    def _put_away(self) -> None:
        kept().refused = practising()
        self.hide()
        place = self._shell.current()
        first = None if place is None else place.first_focus()
        if first is not None:
            first.setFocus()

    def _answer(self, *, wanted: bool) -> None:
        if practising():
            return
        accounts, session = self._shell.context.station.accounts, self._shell.context.session
        call = partial(accounts.answer_tour, session, wanted=wanted)
        # An answer that cannot be kept is asked for once more at the next sign-in.
        Op(self, call).on_failure(lambda _error: None).start()

    def _ended(self) -> None:
        self.guide = None
