"""A short form with more than fields in it: Tab goes through all of it as the eye reads."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.administration.inline_form import InlineForm
from ui.administration.tab_order import in_reading_order


class BedForm(InlineForm):
    """An `InlineForm` whose body may hold boxes and notes between its fields."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        in_reading_order([*widgets_of(self.body), *widgets_of(self.buttons)])


def widgets_of(layout: QBoxLayout) -> list[QWidget]:
    """What stands in a layout, in its order."""
    items = (layout.itemAt(number) for number in range(layout.count()))
    found = (item.widget() if item is not None else None for item in items)
    return [one for one in found if one is not None]
