"""The function test: one burst of each priority, the lights as on the wall, and what was heard and seen."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.ward.alarms.signs import Burst
from app.ward.signal_tests import SignalAnswer, SignalTest
from ui.administration.frame import SectionPage
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.ward.flashing import FLASHES_PER_SECOND
from ui.ward.signals_test.lights import LIGHT, LightSample
from ui.ward.toolbar import InSection
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.cards import Card, Section
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row

_LOOK_MS: Final = 40
_IN_USE: Final = "ward.sound_in_use"


class SignalCard(Card):
    """One priority: its light, its figures, what was noticed, and the burst again."""

    def __init__(self, kind: Burst, play: Callable[[Burst], object]) -> None:
        super().__init__(margin=4, gap=2)
        self.kind = kind
        self.light = LightSample(kind)
        self.body.addWidget(self.light)
        self.body.addWidget(Text(tr(f"ward_signals.means_{kind.value}"), "strong", wrap=True))
        self.body.addWidget(Text(_light_words(kind), wrap=True))
        self.body.addWidget(Text(_sound_words(kind), wrap=True))
        self.noticed = Text(tr("ward_signals.not_tried"), "strong", wrap=True)
        self.body.addWidget(self.noticed)
        again = SecondaryButton(tr("ward_signals.play"), icon_name="bell", on_press=lambda: play(kind))
        again.setAccessibleName(f"{tr('ward_signals.play')}: {tr(f'ward_alarms.priority_{kind.value}')}")
        self.body.addWidget(again)


class SignalsTestPage(SectionPage):
    """Enter begins, and Enter says "both" of each: four keys for a test in which all is well."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("ward_signals.title"), tr("ward_signals.about"))
        self._answers: dict[Burst, SignalAnswer] = {}
        self._asked: Burst | None = None
        content = QWidget()
        layout = column(content, gap=4)
        self.last = Text("", "strong", wrap=True)
        layout.addWidget(self.last)
        self.begin_button = PrimaryButton(tr("ward_signals.begin"), icon_name="bell", on_press=self.begin)
        self._start = QWidget()
        FlowLayout(self._start, gap=2).addWidget(self.begin_button)
        layout.addWidget(self._start)
        self.question = self._make_question()
        layout.addWidget(self.question)
        self.trouble = Banner(action_below=True)
        layout.addWidget(self.trouble)
        # Below the question: whoever answers has the lights in sight.
        beside = row(gap=4)
        self.cards = {kind: SignalCard(kind, self.play_alone) for kind in Burst}
        for card in self.cards.values():
            beside.addWidget(card, 1)
        layout.addLayout(beside)
        layout.addWidget(_what_to_do())
        layout.addStretch(1)
        self._scroll = Scroll(content, width=None)
        self.body.addWidget(self._scroll, 1)
        self.question.hide()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def _make_question(self) -> QWidget:
        holder = QWidget()
        layout = column(holder, gap=2)
        self.asking = Text("", "heading", wrap=True)
        layout.addWidget(self.asking)
        answers = QWidget()
        flow = FlowLayout(answers, gap=2)
        self.answers = {
            answer: (PrimaryButton if answer is SignalAnswer.BOTH else SecondaryButton)(
                tr(f"ward_signals.say_{answer.value}"), on_press=partial(self.answer, answer)
            )
            for answer in SignalAnswer
        }
        for button in self.answers.values():
            flow.addWidget(button)
        layout.addWidget(answers)
        return holder

    def refresh(self) -> None:
        """When the last test was; the lights begin."""
        self._timer.start()
        self.look()
        self._read_last()

    def leave(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """The lights by the wall's clock."""
        now = self.context.station.clock.monotonic()
        for card in self.cards.values():
            card.light.show_at(now)

    def first_focus(self) -> QWidget | None:
        """Enter begins."""
        return self.begin_button

    def step_back(self) -> bool:
        """Esc ends a test that is under way; nothing of it is kept."""
        if self._asked is None:
            return False
        self._end()
        return True

    def begin(self) -> None:
        """The three bursts one after the other, each with its question."""
        self._answers = {}
        for card in self.cards.values():
            card.noticed.setText(tr("ward_signals.not_tried"))
        self._go_on()

    def play_alone(self, kind: Burst) -> None:
        """One burst, without a question."""
        self._play(kind, lambda _seconds: None)

    def answer(self, answer: SignalAnswer) -> None:
        """What was noticed of the burst that was asked about; then the next."""
        if self._asked is None:
            return
        self._answers[self._asked] = answer
        self.cards[self._asked].noticed.setText(tr(f"ward_signals.answer_{answer.value}"))
        self._go_on()

    def _go_on(self) -> None:
        left = [kind for kind in Burst if kind not in self._answers]
        if not left:
            self._keep(self._answers)
            return
        self._play(left[0], lambda _seconds: self._ask(left[0]))

    def _play(self, kind: Burst, played: Callable[[float], object]) -> None:
        self.trouble.hide()
        ward, session = self.context.station.ward, self.context.session
        self.does(lambda: ward.sound_test(session, kind.value), played, self._not_played)

    def _ask(self, kind: Burst) -> None:
        self._asked = kind
        self.asking.setText(tr("ward_signals.ask", priority=tr(f"ward_alarms.priority_{kind.value}")))
        self._start.hide()
        self.question.show()
        self.answers[SignalAnswer.BOTH].setFocus()
        self._scroll.ensureVisible(0, 0)

    def _not_played(self, error: Exception) -> None:
        """Nothing was to be heard: why, what next, and that can be kept as the test's result."""
        self._end()
        words = words_of(error)
        if isinstance(error, KnownError) and error.code == _IN_USE:
            self.trouble.show_message("warn", words.title, words.next_step)
            return
        nothing = dict.fromkeys(Burst, SignalAnswer.NOT_HEARD)
        act = (tr("ward_signals.keep_silence"), lambda: self._keep(nothing))
        self.trouble.show_message("error", words.title, words.next_step, action=act, closable=False)

    def _keep(self, answers: dict[Burst, SignalAnswer]) -> None:
        service, session = self.context.station.signal_tests, self.context.session
        self.does(lambda: service.record(session, answers), self._kept)

    def _kept(self, test: SignalTest) -> None:
        self._end()
        self._show_last(test)
        for kind, answer in test.answers.items():
            self.cards[kind].noticed.setText(tr(f"ward_signals.answer_{answer.value}"))
        if test.passed:
            self.trouble.hide()
            self.show_done(tr("ward_signals.passed"))
        else:
            self.trouble.show_message(
                "error", tr("ward_signals.failed"), tr("ward_signals.failed_next"), closable=False
            )

    def _end(self) -> None:
        """No question is open any more."""
        self._asked = None
        self.question.hide()
        self._start.show()
        self.begin_button.setFocus()
        self._scroll.ensureVisible(0, 0)

    def _read_last(self) -> None:
        service, session = self.context.station.signal_tests, self.context.session
        self.does(lambda: service.last(session), self._show_last)

    def _show_last(self, test: SignalTest | None) -> None:
        if test is None:
            self.last.setText(tr("ward_signals.never"))
            return
        at = show_instant(test.at, self.context.station.profile.time_zone)
        result = tr("ward_signals.result_passed" if test.passed else "ward_signals.result_failed")
        self.last.setText(tr("ward_signals.last", at=at, who=test.who, result=result))


class SignalsTestScreen(InSection):
    """The page in the wall's place; the keyboard begins at its verb."""

    def __init__(self, page: SignalsTestPage) -> None:
        super().__init__(page)
        self._signals = page

    def first_focus(self) -> QWidget | None:
        return self._signals.first_focus()


def build(context: UiContext, _back: Callable[[], None]) -> SignalsTestScreen:
    """The screen behind "Teste de sinais"."""
    return SignalsTestScreen(SignalsTestPage(context))


def _light_words(kind: Burst) -> str:
    rate = FLASHES_PER_SECOND.get(LIGHT[kind])
    if rate is None:
        return tr("ward_signals.light_steady")
    if rate >= 1:
        return tr("ward_signals.light_fast", count=f"{rate:g}")
    return tr("ward_signals.light_slow", seconds=f"{1 / rate:g}")


def _sound_words(kind: Burst) -> str:
    from app.ward.sound.bursts import shapes  # noqa: PLC0415 - numpy is loaded with it

    shape = shapes()[kind]
    return tr("ward_signals.sound", pulses=shape.pulses, length=f"{shape.pulse_ms:g}", every=f"{shape.every:g}")


def _what_to_do() -> Section:
    section = Section(tr("ward_signals.if_not"), ruled=True)
    steps: Sequence[str] = ("ward_signals.step_volume", "ward_signals.step_cable", "ward_signals.step_stay")
    for number, step in enumerate(steps, 1):
        section.body.addWidget(Text(f"{number}. {tr(step)}", wrap=True))
    return section
