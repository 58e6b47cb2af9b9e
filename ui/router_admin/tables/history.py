"""All versions of one table: who made each, when and why; one of them may be brought back to be looked at and saved."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.router.tables.stored import TableVersion
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline


class Versions(QWidget):
    """`take` brings a version into the editor; `to_source` has the table count as the program brings it."""

    def __init__(
        self,
        versions: Sequence[TableVersion],
        zone: str,
        take: Callable[[TableVersion], object],
        to_source: Callable[[], object],
    ) -> None:
        super().__init__()
        layout = column(self, gap=3)
        in_force = versions[0] if versions else None
        if in_force is not None and not in_force.is_default:
            press = SecondaryButton(tr("router_tables.all_to_source"), icon_name="undo", on_press=to_source)
            layout.addWidget(press, 0, Qt.AlignmentFlag.AlignLeft)
        for number, one in enumerate(versions):
            layout.addWidget(hairline())
            layout.addWidget(Text(_title(one), "strong", wrap=True))
            if one.at is not None:
                words = tr("router_tables.by_at", by=one.by, at=show_instant(one.at, zone))
                layout.addWidget(Text(words, "small", wrap=True))
            reason = "" if one.is_default else str(one.content.get("reason", ""))
            if reason:
                layout.addWidget(Text(reason, wrap=True))
            if number == 0:
                layout.addWidget(Text(tr("router_tables.in_force"), "accent"))
            else:
                bring = QuietButton(tr("router_tables.bring_back"), on_press=partial(take, one))
                bring.setAccessibleName(f"{tr('router_tables.bring_back')}: {_title(one)}")
                layout.addWidget(bring, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)


def _title(version: TableVersion) -> str:
    if version.number == 0:
        return tr("router_tables.of_program")
    words = "router_tables.number_source" if version.is_default else "router_tables.number"
    return tr(words, number=version.number)
