"""The about box."""

from typing import Final

from PySide6.QtWidgets import QWidget

from ui.about.licences import Licensed, all_parts
from ui.about.parts import own_version
from ui.shell.sheet import Sheet
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import QuietButton
from ui.widgets.labels import Text
from ui.widgets.table import Column, Table, TableModel
from ui.widgets.text_fields import LongTextField

_LINES: Final = 26


class AboutSheet(Sheet):
    """Version, what it is and is not, licences of the parts read at this moment."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, tr("about.title"), width="palette_width")
        version = own_version()
        if version:
            self.body.addWidget(Text(tr("about.version", version=version), "muted"))
        self.body.addWidget(Text(tr("about.what"), wrap=True))
        self.body.addWidget(Text(tr("about.not_a_device"), "strong", wrap=True))
        self.body.addWidget(Text(tr("about.licence"), wrap=True))
        self.body.addWidget(Text(tr("about.qt"), "small", wrap=True))
        self.body.addWidget(Text(tr("about.parts"), "label"))
        self._by_name = by_name = {one.part.name: one for one in all_parts()}
        columns: list[Column[Licensed]] = [
            Column(tr("about.part"), lambda one: one.part.name),
            Column(tr("about.part_version"), lambda one: one.part.version),
            Column(tr("about.part_licence"), lambda one: one.part.licence, stretch=True),
        ]
        self.model: TableModel[Licensed] = TableModel(columns, lambda ids: [by_name[name] for name in ids])
        self.model.show_ids(tuple(by_name))
        self.table = Table(self.model, name=tr("about.parts"))
        row = current_theme().px("row")
        self.table.setMinimumHeight(row * 2)
        self.table.setMaximumHeight(row * 5)
        self.body.addWidget(self.table)
        self.table.opened.connect(lambda name: self.read(str(name)))
        self.buttons.insertWidget(0, QuietButton(tr("about.read"), icon_name="file-text", on_press=self._read_chosen))
        self.add_buttons(None, self.leave, tr("common.close"))
        self.open()
        self.table.selectRow(0)
        self.table.setFocus()

    def read(self, name: str) -> "LicenceSheet":
        """Show the text of a part's licence over this one."""
        return LicenceSheet(self._host, self._by_name[name])

    def _read_chosen(self) -> None:
        name = self.model.id_at(self.table.currentIndex().row())
        if name is not None:
            self.read(name)


class LicenceSheet(Sheet):
    """The whole text, to be read and copied."""

    def __init__(self, host: QWidget, licensed: Licensed) -> None:
        part = licensed.part
        super().__init__(host, f"{part.name} {part.version}".strip(), part.licence, width="palette_width")
        self.words = LongTextField(name=tr("about.licence_of", part=part.name), lines=_LINES)
        self.words.setReadOnly(True)
        self.words.set_value(licensed.text() or tr("about.no_text", licence=part.licence))
        self.body.addWidget(self.words)
        self.add_buttons(None, self.leave, tr("common.close"))
        self.open()
        self.words.setFocus()
