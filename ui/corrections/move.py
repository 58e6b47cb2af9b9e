"""Wrong patient: find the right woman and her pregnancy, see what will move, say why, confirm."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.clinic.people.model import PersonHit
from app.clinic.pregnancies.model import Pregnancy
from app.kernel.clock import local_date
from ui.administration.tab_order import in_reading_order
from ui.bridge import Latest
from ui.corrections.destination import Destination
from ui.corrections.person_choice import PersonChoice
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.shell.sheet import Sheet
from ui.texts import tr
from ui.widgets.labels import Text
from ui.widgets.layouts import column


class Movable(StrEnum):
    """What can stand with the wrong woman."""

    OBSERVATION = "observation"
    ASSESSMENT = "assessment"
    FACT = "fact"
    PREGNANCY = "pregnancy"


@dataclass(frozen=True)
class Moving:
    """One thing to move: its row's id, what it is in words, and from whose pregnancy it leaves.

    For `PREGNANCY`, `row_id` is the pregnancy itself and goes to a person; everything else goes to a pregnancy.
    """

    kind: Movable
    row_id: str
    words: str
    from_name: str
    from_pregnancy_id: str

    @property
    def whole(self) -> bool:
        """Whether the whole pregnancy moves."""
        return self.kind is Movable.PREGNANCY


class MoveSheet(Sheet):
    """Over the window of `host`; `done()` once it stands with the right woman. Esc goes back a step, then closes."""

    def __init__(
        self, host: QWidget, context: UiContext, moving: Moving, done: Callable[[], object] = lambda: None
    ) -> None:
        title = tr("corrections.move_title_pregnancy" if moving.whole else "corrections.move_title_entry")
        super().__init__(host.window(), title, width="palette_width")
        self._context = context
        self._moving = moving
        self._after = done
        self._latest = Latest(self)
        self.destination: Destination | None = None
        key = "corrections.move_what_pregnancy" if moving.whole else "corrections.move_what_entry"
        what = column(gap=0)
        what.addWidget(Text(tr(key, name=moving.from_name), "muted", wrap=True))
        what.addWidget(Text(moving.words, "strong", wrap=True))
        self.body.addLayout(what)
        self.choice = PersonChoice(context)
        self.choice.chosen.connect(self._choose)
        # One holder for both steps: what comes later still stands before the buttons for the Tab key.
        holder = QWidget()
        self._steps = column(holder, gap=0)
        self._steps.addWidget(self.choice)
        self.body.addWidget(holder)
        self.add_buttons(tr("corrections.move_verb"), self.submit, tr("common.cancel"))
        self._offer_verb(offered=False)
        self.open()
        self.choice.setFocus()

    def submit(self) -> None:
        """Move, unless the place or the reason is missing."""
        target = self.destination
        if target is None or not target.complete():
            return
        person, to_id, reason = target.person, target.to_id(), target.reason.value()
        self.run(lambda: self._move(to_id, reason), partial(self._moved, person.shown_name))

    def step_back(self) -> None:
        """From the reason to the search, from the search out."""
        if self.destination is None:
            self.leave()
            return
        self._latest.drop()
        self._steps.removeWidget(self.destination)
        self.destination.hide()
        self.destination.deleteLater()
        self.destination = None
        self.banner.hide()
        self._offer_verb(offered=False)
        self.choice.show()
        self.choice.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.step_back()
        else:
            super().keyPressEvent(event)

    def _choose(self, person: PersonHit) -> None:
        if self._moving.whole:
            self._show_destination(person, None)
            return
        pregnancies, session = self._context.station.pregnancies, self._context.session
        self._latest.ask(
            lambda: pregnancies.of_person(session, person.person_id),
            partial(self._show_destination, person),
            self._tell,
        )

    def _show_destination(self, person: PersonHit, found: tuple[Pregnancy, ...] | None) -> None:
        profile = self._context.station.profile
        today = local_date(self._context.station.clock.now(), profile.time_zone)
        others = None if found is None else tuple(one for one in found if one.id != self._moving.from_pregnancy_id)
        only_here = bool(found) and not others
        self.destination = Destination(person, others, today, profile.time_zone, only_here=only_here)
        self.destination.other.connect(self.step_back)
        self.banner.hide()
        self.choice.hide()
        self._steps.addWidget(self.destination)
        self._offer_verb(offered=self.destination.possible)
        foot = [self.buttons.itemAt(number) for number in range(self.buttons.count())]
        verbs = [item.widget() for item in foot if item is not None]
        in_reading_order([self.banner, self.destination, *(one for one in verbs if one is not None)])
        self.destination.setFocus()

    def _offer_verb(self, *, offered: bool) -> None:
        if self._verb is not None:
            self._verb.setVisible(offered)

    def _move(self, to_id: str, reason: str) -> object:
        corrections, session = self._context.station.corrections, self._context.session
        call: dict[Movable, Callable[..., object]] = {
            Movable.OBSERVATION: corrections.move_observation,
            Movable.ASSESSMENT: corrections.move_assessment,
            Movable.FACT: corrections.move_fact,
            Movable.PREGNANCY: corrections.move_pregnancy,
        }
        return call[self._moving.kind](session, self._moving.row_id, to_id, reason)

    def _moved(self, name: str) -> None:
        self._context.message("success", tr("corrections.move_done", name=name))
        self._after()

    def _tell(self, error: Exception) -> None:
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)
