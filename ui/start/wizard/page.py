"""The wizard: one question at a time, Enter goes on, Esc steps back, nothing is written before the last answer."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QWidget

from app.kernel.errors import KnownError
from app.policy.places import followed
from ui.administration.tab_order import in_reading_order
from ui.bridge import Op
from ui.errors import words_of
from ui.start.frame import StartFrame, StepList
from ui.start.ports import CreatedStation, FirstStart, StartPorts
from ui.start.wizard.account_step import AccountStep
from ui.start.wizard.protection_step import ProtectionStep
from ui.start.wizard.recovery_step import RecoveryStep
from ui.start.wizard.steps import LanguageStep, RoleStep, Step, UnitStep
from ui.texts import choose_language, chosen_language, tr
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row

_STEPS = ("language", "role", "unit", "account", "protection", "recovery", "network", "done")


class DoneStep(Step):
    """What is ready, and what must happen before somebody can be received."""

    key = "done"

    def __init__(self) -> None:
        super().__init__()
        for number in (1, 2, 3):
            line = row(gap=3)
            line.addWidget(Text(str(number), "accent"), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Text(tr(f"wizard.next_{number}"), wrap=True), 1)
            self.body.addLayout(line)


class WizardPage(StartFrame):
    """Calls `done(made)` at the end; `again` begins anew in another language."""

    HELP = "manual-unit"

    def __init__(
        self, ports: StartPorts, done: Callable[[CreatedStation], object], again: Callable[[], object]
    ) -> None:
        super().__init__()
        self._ports = ports
        self._done = done
        self._again = again
        self._made: CreatedStation | None = None
        self.list = StepList([tr(f"wizard.{key}_step") for key in _STEPS])
        self.side.addWidget(self.list)
        self.title = Text("", "title", wrap=True)
        self.explanation = Text("", "muted", wrap=True)
        self.banner = Banner()
        self._now = 0
        # No stacked widget: it is as high as its highest page, and what a short step leaves over stretches the words.
        self._place = column(gap=0)
        self.steps: list[Step] = [
            LanguageStep(),
            RoleStep(),
            UnitStep(ports),
            AccountStep(ports),
            ProtectionStep(ports),
        ]
        words = column(gap=2)
        words.addWidget(self.title)
        words.addWidget(self.explanation)
        self.body.addLayout(words)
        self.body.addWidget(self.banner)
        self.body.addLayout(self._place)
        self._policy = followed(ports.policy)
        for step in self.steps:
            self._place_step(step)
        self._add_foot()
        self.go_to(0)

    def _add_foot(self) -> None:
        foot = QFrame()
        foot.setProperty("look", "foot")
        line = row(foot, gap=2, margin=4, sides=8)
        self.back = SecondaryButton(tr("wizard.back"), icon_name="arrow-left", on_press=self.step_back)
        self.next = PrimaryButton(tr("wizard.next"), on_press=self.step_on)
        line.addWidget(self.back)
        line.addStretch(1)
        line.addWidget(self.next)
        self.right.addWidget(foot)

    @property
    def now(self) -> int:
        """The number of the step on screen."""
        return self._now

    def _place_step(self, step: Step) -> None:
        step.hide()
        if self._policy is not None:
            step.follow(self._policy)
        self._place.addWidget(step)

    def go_to(self, number: int) -> None:
        """Show a step."""
        step = self.steps[number]
        self._now = number
        for other in self.steps:
            other.setVisible(other is step)
        for label, words in ((self.title, "title"), (self.explanation, "explanation")):
            # Wrapped text insists on the lines of the step before, which would leave a gap below a shorter one.
            label.setMinimumHeight(0)
            label.setText(tr(f"wizard.{step.key}_{words}"))
        self.list.show_step(_STEPS.index(step.key))
        self.banner.hide()
        self.back.setVisible(number > 0 and self._made is None)
        on = {"protection": "wizard.create", "network": "wizard.network_skip", "done": "wizard.finish"}
        self.next.set_text(tr(on.get(step.key, "wizard.next")))
        self.scroll_area.verticalScrollBar().setValue(0)
        first = step.focusProxy()
        if first is None or not first.isEnabled():
            first = self.next
        self.setFocusProxy(first)
        first.setFocus()

    def step_back(self) -> None:
        """To the question before; once the station exists there is no way back."""
        if self.now > 0 and self._made is None:
            self.go_to(self.now - 1)

    def step_on(self) -> None:
        """To the next question, unless something is missing in this one."""
        if not self.next.isEnabled():
            return
        step = self.steps[self.now]
        wrong = step.complain()
        if wrong is not None:
            wrong.setFocus()
            QTimer.singleShot(0, self, lambda: self._bring_into_sight(wrong))
            return
        if step.key == "language" and step.answers()["language"] != chosen_language():
            choose_language(step.answers()["language"])
            self._again()
        elif step.key == "protection":
            self._create()
        elif step.key == "done":
            assert self._made is not None
            self._done(self._made)
        else:
            self.go_to(self.now + 1)

    def first_start(self) -> FirstStart:
        """Everything that was answered."""
        answers: dict[str, Any] = {}
        for step in self.steps:
            answers |= {**step.answers(), **step.fixed}
        return FirstStart(**answers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.step_back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not _on_a_button():
            self.step_on()
        else:
            super().keyPressEvent(event)

    def _create(self) -> None:
        first = self.first_start()
        self._wait(waiting=True)
        Op(self, lambda: self._ports.create(first)).on_success(self._created).on_failure(self._refused).start()

    def _created(self, made: CreatedStation) -> None:
        self._made = made
        self._wait(waiting=False)
        from ui.start.wizard.network_step import NetworkStep  # noqa: PLC0415 - brings the whole of sync with it

        network = NetworkStep(made.station)
        network.joined.connect(self._in_network)
        for step in (RecoveryStep(made.recovery_code, self.first_start().unit_name), network, DoneStep()):
            self.steps.append(step)
            self._place_step(step)
        in_reading_order((*self.steps[-3:], self.back, self.next))
        self.go_to(_STEPS.index("recovery"))

    def _in_network(self) -> None:
        self.next.set_text(tr("wizard.next"))
        self.next.setFocus()

    def _refused(self, error: Exception) -> None:
        self._wait(waiting=False)
        words = words_of(error)
        account = next(step for step in self.steps if isinstance(step, AccountStep))
        if isinstance(error, KnownError) and account.account.refused(error):
            self.go_to(self.steps.index(account))
            account.account.to_the_complaint()
            return
        self.next.setFocus()
        self.banner.show_message("error", words.title, words.next_step)

    def _bring_into_sight(self, wrong: QWidget) -> None:
        """The field and what stands below it, once the error has its place."""
        self.scroll_area.ensureWidgetVisible(wrong, 0, current_theme().gap(20))

    def _wait(self, *, waiting: bool) -> None:
        self.next.setEnabled(not waiting)
        self.back.setEnabled(not waiting)
        self.next.set_text(tr("wizard.creating" if waiting else "wizard.create"))


def _on_a_button() -> bool:
    focused: QWidget | None = QApplication.focusWidget()
    return isinstance(focused, QAbstractButton) and not focused.isCheckable()
