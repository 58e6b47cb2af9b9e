"""One tour under way: points at the control of the step, and goes on when the station says that it was done."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.kernel.errors import BugError
from ui.bridge import Op
from ui.help.markup import plain
from ui.practice.mode import practising
from ui.shell.lock import LockScreen
from ui.shell.shortcuts import covers
from ui.texts import tr
from ui.theme import current_theme
from ui.tour.callout import Callout, Ring
from ui.tour.facts import FACTS, NONE, Marks
from ui.tour.kept import kept
from ui.tour.pointing import NOWHERE, beside, bring_into_sight, control, seen_part
from ui.tour.tours import Step, Tour

if TYPE_CHECKING:
    from ui.shell.window import Shell

_LOOK_MS: Final = 400
KEY: Final = "F6"
_GAP: Final = 3


class TourGuide(QObject):
    """BugError where the station is no practice: a tour never runs on real data. `ended` is called once it is over."""

    def __init__(self, shell: "Shell", tour: Tour, ended: Callable[[], object]) -> None:
        if not (practising() and shell.profile.demo):
            raise BugError("a tour runs in a practice, on invented people")
        super().__init__(shell)
        self._shell, self.tour, self._ended = shell, tour, ended
        self.number = min(kept().at(tour.name), len(tour.steps) - 1)
        """Of the step on show, 0 the first; as many as there are steps at the end."""
        self._before: Marks = NONE
        self._since: datetime = shell.context.station.clock.now()
        self._asking = False
        self._came_from: QWidget | None = None
        # Beside the shell, not in it: some sheets lie over the whole window.
        self._window = shell.window()
        self.ring, self.callout = Ring(self._window), Callout(self._window, self.leave)
        for part in (self.ring, self.callout):
            shell.destroyed.connect(part.deleteLater)
        self._key = QShortcut(QKeySequence(KEY), shell)
        self._key.activated.connect(self.change_sides)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        kept().running = tour.name
        self._timer.start()
        self._show("")

    @property
    def step(self) -> Step | None:
        """The step on show, None at the end."""
        return self.tour.steps[self.number] if self.number < len(self.tour.steps) else None

    def look(self) -> None:
        """Where the control is now, and whether the step was done meanwhile."""
        if self._shell.window() is not self._window:
            # The window shows something else by now; the next shell goes on with the tour.
            self.stop()
            return
        if any(isinstance(one, LockScreen) for one in covers(self._shell)):
            self.ring.hide()
            self.callout.hide()
            return
        self.callout.show()
        self._stand()
        step = self.step
        if step is None:
            return
        if step.done.kind == "screen":
            if self._shell.help.topic_here() == step.done.value:
                self._go(self.number + 1, tr("tour.done"))
        elif step.done.kind == "fact":
            now = self._marks()
            if now - self._before:
                self._go(self.number + 1, tr("tour.done"))
            self._before = self._marks()
        elif not self._asking:
            self._ask(step.done.value)

    def pointed_at(self) -> QWidget | None:
        """The control of this step that is on show, the furthest along; else the way to its place; None at the end."""
        step = self.step
        if step is None:
            return None
        if self._shell.help.place != step.place:
            return self._shell.rail.buttons.get(step.place)
        found = (control(self._window, key) for key in reversed(step.point_at))
        return next((one for one in found if one is not None), None)

    def show_me(self) -> None:
        """Go to the place of the step and give its control the keyboard."""
        step = self.step
        if step is None:
            return
        if self._shell.help.place != step.place or step.subject is not None:
            self._shell.navigate(step.place, step.subject)
        found = self.pointed_at()
        if found is not None:
            bring_into_sight(found)
            found.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._stand()

    def skip(self) -> None:
        """On to the next step, this one undone."""
        self._go(self.number + 1, "")

    def back(self) -> None:
        """The step before."""
        self._go(max(0, self.number - 1), "")

    def change_sides(self) -> None:
        """F6: the keyboard goes to the words of the step, and back to where it was."""
        if self.callout.holds_keyboard():
            self._give_back()
        else:
            self._came_from = QApplication.focusWidget()
            self.callout.enter()

    def leave(self) -> None:
        """The tour is put aside: it can be taken up at this step."""
        kept().running = ""
        if self.callout.holds_keyboard():
            self._give_back()
        self.stop()
        self._ended()

    def stop(self) -> None:
        """Nothing of it stays in the window."""
        self._timer.stop()
        self._key.setEnabled(False)
        for part in (self.ring, self.callout):
            part.hide()
            part.deleteLater()
        self.deleteLater()

    def _go(self, number: int, said: str) -> None:
        self.number = number
        kept().reach(self.tour.name, 0 if self.step is None else number)
        self._show(said)

    def _show(self, done: str) -> None:
        step, every = self.step, len(self.tour.steps)
        self._since, self._before = self._shell.context.station.clock.now(), self._marks()
        if step is None:
            head, words = tr("tour.end", tour=self.tour.title), self.tour.learned
            deeds = [("primary", "tour.print_guide", self._print), ("quiet", "tour.close", self.leave)]
            self.callout.say(head, words, tr("tour.end_more"), done, deeds)
        else:
            head = tr("tour.head", tour=self.tour.title, number=self.number + 1, every=every)
            deeds = [("secondary", "tour.show_me", self.show_me), ("quiet", "tour.skip", self.skip)]
            if self.number:
                deeds.append(("quiet", "tour.back", self.back))
            self.callout.say(head, plain(step.said()), tr("tour.keys", key=KEY), done, deeds)
        self._stand()

    def _ask(self, action: str) -> None:
        """Whether the deed was done since the step began; in a worker, one question at a time."""
        number, context = self.number, self._shell.context
        call = partial(context.station.audit.did_since, context.session, action, self._since)

        def answered(done: bool) -> None:
            if done and self.number == number:
                self._go(self.number + 1, tr("tour.done"))

        def over() -> None:
            self._asking = False

        self._asking = True
        # What goes wrong with the store is told by the place; the step can be skipped.
        Op(self, call).on_success(answered).on_failure(lambda _error: None).on_end(over).start()

    def _marks(self) -> Marks:
        """How the fact of the step stands now."""
        step = self.step
        return FACTS[step.done.value](self._shell) if step is not None and step.done.kind == "fact" else NONE

    def _stand(self) -> None:
        found, shell = self.pointed_at(), self._shell
        target = NOWHERE if found is None else seen_part(found, self._window)
        self.ring.surround(target)
        if not self.callout.dragged:
            gap = current_theme().gap(_GAP)
            place = QRect(shell.mapTo(self._window, QPoint(0, 0)), shell.size())
            room = place.adjusted(gap, gap, -gap, -gap)
            side = self.step.side if self.step is not None else "corner"
            self.callout.fit()
            self.callout.move(beside(target, self.callout.size(), room, gap, side))
        self.callout.raise_()

    def _give_back(self) -> None:
        before, self._came_from = self._came_from, None
        place = self._shell.current()
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus()
        elif place is not None and (first := place.first_focus()) is not None:
            first.setFocus()

    def _print(self) -> None:
        self._shell.help.print_guide(self.tour.guide)
