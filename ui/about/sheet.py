"""The about box."""

from PySide6.QtWidgets import QWidget

from ui.about.parts import Part, own_version, parts
from ui.shell.sheet import Sheet
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.labels import Text
from ui.widgets.table import Column, Table, TableModel


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
        self.body.addWidget(Text(tr("about.parts"), "label"))
        by_name = {part.name: part for part in parts()}
        columns: list[Column[Part]] = [
            Column(tr("about.part"), lambda part: part.name),
            Column(tr("about.part_version"), lambda part: part.version),
            Column(tr("about.part_licence"), lambda part: part.licence, stretch=True),
        ]
        self.model: TableModel[Part] = TableModel(columns, lambda ids: [by_name[name] for name in ids])
        self.model.show_ids(tuple(by_name))
        self.table = Table(self.model, name=tr("about.parts"))
        row = current_theme().px("row")
        self.table.setMinimumHeight(row * 2)
        self.table.setMaximumHeight(row * 5)
        self.body.addWidget(self.table)
        self.add_buttons(None, self.leave, tr("common.close"))
        self.open()
        self.table.setFocus()
