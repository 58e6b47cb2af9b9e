"""The diagnostic bundle: read first, file by file, then saved; nothing is sent from here."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.support.bundle import Bundle, BundleFile
from ui.administration.backups.words import size_words
from ui.administration.frame import WorkPage
from ui.administration.states import States
from ui.reports.saving import ask_where
from ui.support.pane import TextPane
from ui.support.source import SupportSource
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import PrimaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.table import Column, Table, TableModel


class BundlePart(QWidget):
    """`refresh` gathers it anew."""

    def __init__(self, page: WorkPage, source: SupportSource) -> None:
        super().__init__()
        self._page, self._source = page, source
        self.bundle = Bundle(())
        self.save_button = PrimaryButton(tr("support.save_bundle"), icon_name="save", on_press=self._choose)
        self.states = States()
        columns = (
            Column[BundleFile](tr("support.file"), lambda one: one.name, stretch=True),
            Column[BundleFile](tr("support.size"), lambda one: size_words(one.size), figures=True),
        )
        self._model: TableModel[BundleFile] = TableModel(columns, lambda _ids: [])
        self.table = Table(self._model, name=tr("support.files"))
        self.holds = Text("", "strong", wrap=True)
        self.pane = TextPane(tr("support.file_text"))
        self._build()
        self.table.chosen.connect(self.read_file)

    def _build(self) -> None:
        head = row(gap=3)
        head.addWidget(Text(tr("support.bundle_about"), "muted", wrap=True), 1)
        head.addWidget(self.save_button)
        both, right = row(gap=4), column(gap=2)
        self.table.setFixedWidth(current_theme().px("side_panel"))
        both.addWidget(self.table)
        right.addWidget(self.holds)
        right.addWidget(self.pane, 1)
        both.addLayout(right, 1)
        self.states.full.addLayout(both, 1)
        layout = column(self, gap=3, margin=3, sides=0)
        layout.addLayout(head)
        layout.addWidget(self.states, 1)

    def refresh(self) -> None:
        """Gather it anew: findings, versions, failures, logs."""
        self.save_button.setEnabled(False)
        self._page.loads(self.states, self._source.gather, self._show)

    def _show(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.save_button.setEnabled(True)
        self._model.show_ids([one.name for one in bundle.files], bundle.files)
        self.states.show_full()
        self.table.selectRow(0)
        self.read_file(bundle.files[0].name)

    def read_file(self, name: object) -> None:
        """Show one file as it is."""
        one = next((each for each in self.bundle.files if each.name == name), None)
        if one is not None:
            self.holds.setText(tr(f"support.kind_{one.kind}"))
            self.pane.setPlainText(one.text)

    def _choose(self) -> None:
        path = ask_where(self, tr("support.save_bundle"), "plantao-diagnostico.zip", "ZIP (*.zip)")
        if path is not None:
            self.save(path)

    def save(self, path: Path) -> None:
        """Write what was shown, and nothing else."""
        done = tr("doctor.saved", path=str(path))
        self._page.does(partial(self._source.save, self.bundle, path), lambda _none: self._page.show_done(done))
