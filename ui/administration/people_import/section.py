"""The section: one step after the other, each with a way back, nothing stored before the last one."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from app.interop.csv_people.reading import MOST_BYTES, Table, read_table
from app.interop.csv_people.service import ImportReport, refusals_to_csv
from app.kernel.errors import KnownError
from app.kernel.progress import Progress
from ui.administration.frame import SectionPage
from ui.administration.people_import.mapping import Choices, MappingPage
from ui.administration.people_import.outcome import OutcomePage
from ui.bridge import Op
from ui.errors import words_of
from ui.exports.exporting import list_export
from ui.reports.saving import ask_where, write_private
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.texts.formats import show_number
from ui.widgets.buttons import PrimaryButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.progress_line import ProgressLine


class PeopleImportSection(SectionPage):
    """Choose a file, map its columns, check, store."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("import.title"), tr("import.about"))
        self._stop = Event()
        self.mapping: MappingPage | None = None
        self.outcome: OutcomePage | None = None
        self.progress = ProgressLine(on_cancel=self.cancel)
        self.choose_button = PrimaryButton(tr("import.choose"), icon_name="upload", on_press=self._ask_file)
        self._steps = QStackedWidget()
        self._start = EmptyState("file-text", tr("import.empty"), tr("import.empty_next"), self.choose_button)
        self._steps.addWidget(self._start)
        self.exporting = list_export(context, "people")
        self.add_action(self.exporting.button)
        self.body.addWidget(self.exporting)
        self.body.addWidget(self.progress)
        self.body.addWidget(self._steps, 1)

    def open_file(self, path: Path) -> None:
        """Read a table and show its columns."""
        self.banner.hide()
        self.does(lambda: _read(path), partial(self._show_mapping, path.name))

    def check(self, choices: Choices) -> None:
        """Look at every row as the import would; nothing is stored."""
        importing, session = self.context.station.people_import, self.context.session
        call = partial(importing.preview, session, choices.table, choices.columns, choices.options)
        self._work(tr("import.checking"), call, partial(self._show_outcome, choices, stored=False))

    def store(self, choices: Choices) -> None:
        """Store every acceptable row in one go."""
        importing, session = self.context.station.people_import, self.context.session
        call = partial(importing.run, session, choices.table, choices.columns, choices.options)
        self._work(tr("import.storing"), call, partial(self._show_outcome, choices, stored=True))

    def cancel(self) -> None:
        """Stop between two steps; nothing was stored."""
        self._stop.set()

    def step_back(self) -> bool:
        if self._steps.currentWidget() is self.outcome and self.mapping is not None and not self._is_stored():
            self._steps.setCurrentWidget(self.mapping)
            return True
        if self._steps.currentWidget() is self._start:
            return False
        self.start_anew()
        return True

    def start_anew(self) -> None:
        """Back to the choice of a file."""
        self.banner.hide()
        self._forget()
        self._steps.setCurrentWidget(self._start)
        self.choose_button.setFocus()

    def save_refusals(self, report: ImportReport) -> None:
        """The refused rows as a file for whoever keeps the table."""
        path = ask_where(self, tr("import.save_refusals"), tr("import.refusals_name"), "CSV (*.csv)")
        if path is None:
            return
        words = refusals_to_csv(report.refusals, lambda key, values: tr(key, **values))
        self.does(lambda: write_private(path, words), lambda _none: self.show_done(tr("import.refusals_saved")))

    def _is_stored(self) -> bool:
        return self.outcome is not None and self.outcome.stored

    def _ask_file(self) -> None:
        kinds = f"{tr('import.tables')} (*.csv *.txt *.tsv);;{tr('import.every_file')} (*)"
        chosen, _ = QFileDialog.getOpenFileName(self, tr("import.choose"), "", kinds)
        if chosen:
            self.open_file(Path(chosen))

    def _show_mapping(self, name: str, table: Table) -> None:
        self._forget()
        self.mapping = MappingPage(table, name, self.context.station.profile)
        self.mapping.checked.connect(self.check)
        self.mapping.left.connect(self.start_anew)
        self._steps.addWidget(self.mapping)
        self._steps.setCurrentWidget(self.mapping)
        self.mapping.first_focus().setFocus()

    def _show_outcome(self, choices: Choices, report: ImportReport, *, stored: bool) -> None:
        self._drop(self.outcome)
        page = OutcomePage(choices, report, stored=stored)
        page.store_wanted.connect(lambda: self.store(choices))
        page.back.connect(self.start_anew if stored else self.step_back)
        page.save_wanted.connect(lambda: self.save_refusals(report))
        self.outcome = page
        self._steps.addWidget(page)
        self._steps.setCurrentWidget(page)
        page.first_focus().setFocus()
        if stored:
            self.context.message("success", tr_count("import.done", report.accepted))

    def _work(self, words: str, call: Callable[[Progress], ImportReport], show: Callable[[ImportReport], None]) -> None:
        """Long work with its progress; `call` takes the progress as its last argument."""
        self.banner.hide()
        self._stop = stop = Event()
        # Whoever leaves wants nothing stored behind their back.
        self.destroyed.connect(lambda *_: stop.set())
        self.progress.begin(words)
        self._steps.setEnabled(False)

        def run() -> ImportReport:
            return call(Progress(lambda done, total: work.report((done, total)), stop.is_set))

        work: Op[ImportReport] = Op(self, run)
        work.on_progress(partial(self._advance, words)).on_success(show).on_failure(self._failed)
        work.on_end(self._end).start()

    def _advance(self, words: str, far: tuple[int, int]) -> None:
        done, total = far
        share = show_number(round(100 * done / max(1, total)))
        self.progress.advance(done, total, tr("import.progress", what=words, share=share))

    def _failed(self, error: Exception) -> None:
        field = self.mapping.field_of(error) if self.mapping is not None else None
        if field is not None and self.mapping is not None:
            self._steps.setCurrentWidget(self.mapping)
            field.set_error(words_of(error).together)
            field.setFocus()
        elif isinstance(error, KnownError) and error.code == "work.cancelled":
            words = words_of(error)
            self.banner.show_message("info", words.title, words.next_step)
        else:
            self.show_error(error)

    def _end(self) -> None:
        self.progress.end()
        self._steps.setEnabled(True)

    def _forget(self) -> None:
        self._drop(self.mapping)
        self._drop(self.outcome)
        self.mapping, self.outcome = None, None

    def _drop(self, page: QWidget | None) -> None:
        if page is not None:
            self._steps.removeWidget(page)
            page.hide()
            page.deleteLater()


def _read(path: Path) -> Table:
    """KnownError people_import.unreadable_file(name), and those of `read_table`."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise KnownError("people_import.unreadable_file", name=path.name) from error
    return read_table(content)
