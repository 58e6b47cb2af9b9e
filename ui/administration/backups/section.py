"""The backups of this station: the state of the last one first, then the list, with the way back beside it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from app.backups import BackupStatus
from ui.administration.backups.restore import BackupPanel
from ui.administration.backups.status import StatusCard
from ui.administration.backups.words import Backup, kind_words, size_words
from ui.administration.beside import Beside
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.bridge import Op
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_age, show_instant
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.labels import Text
from ui.widgets.layouts import row
from ui.widgets.table import Column, Table, TableModel


class BackupsSection(SectionPage):
    """A copy is only called done when it was opened and checked."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("administration.backups_title"), tr("administration.backups_about"))
        self.zone = context.station.profile.time_zone
        self._backups: Sequence[Backup] = ()
        self.status = StatusCard(self.zone)
        self.make_button = PrimaryButton(
            tr("administration.backup_now"), icon_name="save", on_press=partial(self.make, None)
        )
        self.elsewhere_button = QuietButton(
            tr("administration.backup_elsewhere"), icon_name="external-link", on_press=self._choose_folder
        )
        self.states = States(lines=4)
        self._model: TableModel[Backup] = TableModel(self._columns(), lambda _ids: [])
        self.table = Table(self._model, name=tr("administration.backups_list"))
        self.beside = Beside(self.states, self.table.setFocus)
        self._build()
        self.table.opened.connect(self.open_backup)
        self.refresh()

    def _build(self) -> None:
        self.status.add_action(self.make_button)
        self.body.addWidget(self.status)
        line = row(gap=2)
        line.addWidget(Text(tr("administration.backups_list"), "heading"))
        line.addStretch(1)
        line.addWidget(self.elsewhere_button)
        self.body.addLayout(line)
        self.states.full.addWidget(self.table, 1)
        folder = str(self.context.station.folders.backups)
        self.states.full.addWidget(Text(tr("administration.backups_folder", folder=folder), "small", wrap=True))
        self.body.addWidget(self.beside, 1)

    def _columns(self) -> tuple[Column[Backup], ...]:
        return (
            Column(tr("administration.backup_made_at"), lambda one: show_instant(one.made_at, self.zone), stretch=True),
            Column(tr("administration.backup_age"), self._age, width="field_short"),
            Column(tr("administration.backup_kind"), lambda one: kind_words(one.kind), width="field_short"),
            Column(tr("administration.backup_size"), lambda one: size_words(one.size), figures=True),
        )

    def _age(self, one: Backup) -> str:
        return show_age((self.context.station.clock.now() - one.made_at).total_seconds())

    def refresh(self) -> None:
        """Read the state and the list again."""
        backups, session = self.context.station.backups, self.context.session
        self.does(backups.status, self._show_status)
        self.loads(self.states, partial(backups.list, session), self._show)

    def _show_status(self, status: BackupStatus) -> None:
        self.status.show_status(status, self.context.station.clock.now())

    def _show(self, found: Sequence[Backup]) -> None:
        self._backups = found
        self._model.show_ids([one.path.name for one in found], found)
        if found:
            self.states.show_full()
        else:
            first_step = tr("administration.backups_empty_step")
            self.states.show_empty("hard-drive", tr("administration.backups_empty"), first_step)

    def open_backup(self, name: str) -> None:
        """Show one backup, with the way back, beside the list."""
        one = next((each for each in self._backups if each.path.name == name), None)
        if one is not None:
            self.beside.open(show_instant(one.made_at, self.zone), BackupPanel(self, one))

    def open_line(self, line: int) -> None:
        """Show the backup in this line of the list beside it."""
        self.table.selectRow(line)
        self.open_backup(self._backups[line].path.name)

    def make(self, folder: Path | None) -> None:
        """Copy, open the copy and check it; the bar follows the pages copied."""
        if not self.make_button.isEnabled():
            return
        self._busy(True)
        self.banner.hide()
        self.status.progress.begin(tr("administration.backup_copying"))
        backups, session = self.context.station.backups, self.context.session

        def work() -> Backup:
            return backups.create(session, folder, lambda done, total: operation.report((done, total)))

        operation: Op[Backup] = Op(self, work)
        operation.on_progress(self._moved).on_success(self._made).on_failure(self._failed).start()

    def _moved(self, step: tuple[int, int]) -> None:
        done, total = step
        words = "backup_checking" if done >= total else "backup_copying"
        self.status.progress.advance(done, total, tr(f"administration.{words}"))

    def _made(self, one: Backup) -> None:
        self._busy(False)
        self.context.backups_changed()
        size, at = size_words(one.size), show_instant(one.made_at, self.zone)
        self.show_done(
            tr("administration.backup_done"), tr("administration.backup_done_where", at=at, size=size, path=one.path)
        )
        self.refresh()

    def _failed(self, error: Exception) -> None:
        self._busy(False)
        self.context.backups_changed()
        self.show_error(error)
        self.does(self.context.station.backups.status, self._show_status)

    def _busy(self, busy: bool) -> None:
        self.make_button.setEnabled(not busy)
        self.elsewhere_button.setEnabled(not busy)
        if not busy:
            self.status.progress.end()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("administration.backup_elsewhere"))
        if chosen:
            self.make(Path(chosen))
