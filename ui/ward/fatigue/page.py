"""Suggestions against alarm fatigue: how loud the ward is, what other limits would have changed, the log as a table."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Final, cast

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.kernel.errors import KnownError
from app.kernel.progress import Progress
from app.security.roles import Action
from app.ward.fatigue.model import WardLoad
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.bridge import Op
from ui.errors import words_of
from ui.papers.issue import issue_now
from ui.papers.preview import PaperPreview
from ui.reports.saving import ask_where, write_private
from ui.shell.context import UiContext
from ui.texts import text_of, tr
from ui.texts.formats import show_number
from ui.ward.fatigue.load_view import LoadView
from ui.ward.fatigue.paper import load_offer
from ui.ward.fatigue.trial import TrialView
from ui.ward.toolbar import InSection
from ui.widgets.buttons import SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.layouts import column
from ui.widgets.progress_line import ProgressLine
from ui.widgets.tabs import Tabs

_DAYS: Final = (1, 7, 30)
_TRIAL: Final = 1
_CANCELLED: Final = "work.cancelled"


class FatiguePage(SectionPage):
    """Two parts: what alarmed, and what if; the log of the same period may be taken away."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("ward_fatigue.title"), tr("ward_fatigue.about"))
        self.load: WardLoad | None = None
        self._stop = Event()
        self.csv_button = SecondaryButton(tr("ward_fatigue.save_log"), icon_name="download", on_press=self.ask_where)
        self.print_button = SecondaryButton(tr("reports.print"), icon_name="printer", on_press=self.print_current)
        if context.may(Action.EXPORT_LIST):
            self.add_action(self.csv_button)
        self.add_action(self.print_button)
        self.pages = QStackedWidget()
        self.body.addWidget(self.pages, 1)
        self.tabs = Tabs()
        self.pages.addWidget(self.tabs)
        self.states = States(lines=8)
        self.view = LoadView()
        self.trial = TrialView(context)
        self.period = ChoiceChips([(days, tr(f"ward_fatigue.days_{days}")) for days in _DAYS], optional=False)
        self.period.setAccessibleName(tr("ward_fatigue.period"))
        self.period.set_value(_DAYS[0])
        self.progress = ProgressLine(on_cancel=self.stop)
        self._build()

    def _build(self) -> None:
        loads = QWidget()
        layout = column(loads, gap=3, margin=3, sides=0)
        layout.addWidget(self.period)
        layout.addWidget(self.progress)
        layout.addWidget(self.states, 1)
        self.states.full.addWidget(self.view, 1)
        tried = QWidget()
        column(tried, gap=0, margin=3, sides=0).addWidget(self.trial)
        self.tabs.add(tr("ward_fatigue.tab_load"), loads)
        self.tabs.add(tr("ward_fatigue.tab_trial"), tried)
        self.tabs.changed.connect(self._turn)
        self.period.changed.connect(lambda _days: self.refresh())

    def refresh(self) -> None:
        """Count what is chosen."""
        self._stop.set()
        self._stop = stop = Event()
        self.destroyed.connect(lambda *_: stop.set())
        self._let_out(None)
        self.states.show_loading()
        self.progress.begin(tr("ward_fatigue.counting"))
        since, until = self._between()
        service, session = self.context.station.fatigue, self.context.session
        work: Op[WardLoad] = Op(self, lambda: service.figures(session, since, until, watched(work, stop)))
        work.on_progress(lambda far: self._advance(stop, far))
        work.on_success(lambda load: self._show(stop, load))
        work.on_failure(lambda error: self._failed(stop, error)).start()

    def stop(self) -> None:
        """Count no further; what was asked can be asked again."""
        self._stop.set()
        self.progress.end()
        again = SecondaryButton(tr("reports.count_again"), icon_name="refresh", on_press=self.refresh)
        self.states.show_empty("bar-chart", tr("reports.stopped"), tr("reports.stopped_next"), again)

    def leave(self) -> None:
        self._stop.set()
        self.trial.stop()

    def step_back(self) -> bool:
        if self.pages.currentIndex():
            self._close_preview()
            return True
        if self.tabs.current():
            self.tabs.choose(0)
            return True
        return False

    def first_focus(self) -> QWidget | None:
        """The period."""
        return self.period

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return (("Ctrl+P", tr("reports.print")), ("Esc", tr("ward_toolbar.back")))

    def print_current(self) -> None:
        """The counts as a paper, before it is printed."""
        if self.load is None or self.pages.currentIndex():
            return
        offer = load_offer(self.load, issue_now(self.context, self.context.station.profile))
        preview = PaperPreview(self.context, offer, on_close=self._close_preview, back=tr("ward_fatigue.back"))
        self.pages.addWidget(preview)
        self.pages.setCurrentWidget(preview)
        preview.setFocus()

    def ask_where(self) -> None:
        """Ask for a file and save the log of the period there."""
        since, until = self._between()
        name = f"{tr('ward_fatigue.log_file_name')}-{since.date().isoformat()}-{until.date().isoformat()}.csv"
        path = ask_where(self, tr("ward_fatigue.save_log"), name, "CSV (*.csv)")
        if path is not None:
            self.save_log(path)

    def save_log(self, path: Path) -> None:
        """Write every change of the period as a table, in a worker that can be stopped."""
        since, until = self._between()
        service, session = self.context.station.fatigue, self.context.session
        self._stop = stop = Event()
        self.csv_button.setEnabled(False)
        self.progress.begin(tr("ward_fatigue.writing"))
        work: Op[None] = Op(
            self,
            lambda: write_private(path, service.export_log(session, since, until, text_of, watched(work, stop))),
        )

        def saved(_none: object) -> None:
            self.show_done(tr("reports.csv_saved", path=path))

        def failed(error: Exception) -> None:
            if not was_cancelled(error):
                self.banner.show_message("error", tr("reports.csv_failed"), words_of(error).together)

        def ended() -> None:
            self.progress.end()
            self.csv_button.setEnabled(True)

        work.on_progress(lambda far: self._advance(stop, far)).on_success(saved).on_failure(failed)
        work.on_end(ended).start()

    def _between(self) -> tuple[datetime, datetime]:
        until = self.context.station.clock.now()
        return until - timedelta(days=cast(int, self.period.value())), until

    def _turn(self, number: object) -> None:
        if number == _TRIAL:
            self.trial.refresh()

    def _advance(self, stop: Event, far: tuple[int, int]) -> None:
        if stop is self._stop:
            words = tr("ward_fatigue.counting_rows", done=show_number(far[0]), rows=show_number(far[1]))
            self.progress.advance(*far, words)

    def _show(self, stop: Event, load: WardLoad) -> None:
        if stop is not self._stop or stop.is_set():
            return
        self.progress.end()
        if not load.beds:
            self.states.show_empty("bell-off", tr("ward_fatigue.empty"), tr("ward_fatigue.empty_first"))
            return
        self._let_out(load)
        self.view.show_load(load)
        self.states.show_full()

    def _failed(self, stop: Event, error: Exception) -> None:
        if stop is self._stop and not was_cancelled(error):
            self.progress.end()
            self.states.show_wrong(words_of(error).together, self.refresh)

    def _let_out(self, load: WardLoad | None) -> None:
        self.load = load
        self.print_button.setEnabled(load is not None)

    def _close_preview(self) -> None:
        preview = self.pages.widget(1)
        if preview is not None:
            self.pages.removeWidget(preview)
            preview.deleteLater()
        self.print_button.setFocus()


class FatigueScreen(InSection):
    """The page in the wall's place; it can be printed."""

    can_print = True

    def __init__(self, page: FatiguePage) -> None:
        super().__init__(page)
        self._fatigue = page

    def first_focus(self) -> QWidget | None:
        return self._fatigue.first_focus()


def watched(work: "Op[object] | Op[WardLoad] | Op[None]", stop: Event) -> Progress:
    """The progress of an operation that ends when `stop` is set."""
    return Progress(lambda done, total: work.report((done, total)), stop.is_set)


def was_cancelled(error: Exception) -> bool:
    """Whether it failed because somebody stopped it."""
    return isinstance(error, KnownError) and error.code == _CANCELLED


def build(context: UiContext, _back: Callable[[], None]) -> FatigueScreen:
    """The screen behind "Sugestões"."""
    return FatigueScreen(FatiguePage(context))
