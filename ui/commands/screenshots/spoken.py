"""What a screen reader would say of a scene, asked of Qt's accessibility tree; `spoken_faults` tells what it could not.

Only what can be seen is asked, and of long lists the first lines, so that a walk through every scene stays short.
"""

import re
from collections.abc import Iterator
from typing import Final, cast

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleTableCellInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QScrollBar,
    QTableView,
    QWidget,
)

from ui.spoken.roles import role_of
from ui.widgets.banner import Banner
from ui.widgets.field import Field
from ui.widgets.overlay import Overlay
from ui.widgets.toggles import CheckBox

LINES: Final = 2
"""Of a list or table so many lines are heard: the others come from the same model."""
_CODE: Final = re.compile(r"^[a-z0-9]+(_[a-z0-9]+)+$|^[a-z_]+\.[a-z]+_[a-z_]+$|^[A-Z0-9]+_[A-Z0-9_]+$|\{\w+\}")
"""What a programmer writes, not what a person says: `heart_rate_high`, `{count}`."""
_LETTER: Final = re.compile(r"[^\W\d_]")
_NOT_A_THING: Final = (QAccessible.Role.NoRole, QAccessible.Role.Client)
_WITH_OWN_WORDS: Final = (QLabel, QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractScrollArea)


def spoken_faults(root: QWidget) -> list[str]:
    """What a screen reader could not say, or would say as nonsense, of what is on show below `root`."""
    faults: list[str] = []
    for widget in _on_show(root):
        if _takes_focus(widget):
            faults.extend(_of_stop(widget))
        elif _is_picture(widget):
            faults.extend(_of_picture(widget))
        if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
            faults.extend(_of_view(widget))
        if isinstance(widget, Field):
            faults.extend(_of_field(widget))
        if isinstance(widget, Banner):
            faults.extend(_of_banner(widget))
    return sorted(set(faults))


def heard(widget: QWidget) -> tuple[QAccessible.Role, str, str]:
    """Role, name and description of a widget, as a screen reader asks for them."""
    asked = _interface(widget)
    name = asked.text(QAccessible.Text.Name)
    if isinstance(widget, QComboBox):
        # On Linux its name is what is chosen; what is asked comes from its label.
        labels = asked.relations(QAccessible.RelationFlag.Label)
        name = " ".join((*(one.text(QAccessible.Text.Name) for one, _ in labels), name))
    return asked.role(), name, asked.text(QAccessible.Text.Description)


def says_nothing(words: str) -> bool:
    """Whether words are none: empty, a code, or a sign without a letter and without a figure."""
    plain = words.strip()
    return not plain or bool(_CODE.search(plain)) or not (_LETTER.search(plain) or any(c.isdigit() for c in plain))


def _interface(widget: QWidget) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(widget)


def _on_show(root: QWidget) -> Iterator[QWidget]:
    """Every part that can be seen; of a window that something lies over, only what lies on top."""
    covers = [one for one in root.findChildren(Overlay) if one.isVisible()]
    for one in (covers[-1] if covers else root).findChildren(QWidget):
        if one.isVisible() and one.width() > 1 and one.height() > 1:
            yield one


def _takes_focus(widget: QWidget) -> bool:
    if isinstance(widget, QScrollBar) or widget.focusProxy() is not None or not widget.isEnabled():
        return False
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _is_picture(widget: QWidget) -> bool:
    """Painted by this program itself, and nothing that speaks for it."""
    if isinstance(widget, (*_WITH_OWN_WORDS, Overlay)) or getattr(widget, "decoration", False):
        return False
    paints = any("paintEvent" in vars(kind) for kind in type(widget).__mro__ if kind.__module__.startswith("ui."))
    return paints and not widget.findChildren(QLabel)


def _of_stop(widget: QWidget) -> Iterator[str]:
    role, name, _description = heard(widget)
    kind = type(widget).__name__
    if says_nothing(name):
        yield f"no name: {_where(widget)} says {name!r}"
    if role in _NOT_A_THING:
        yield f"no role: {kind} {name!r}"
    if isinstance(widget, QAbstractButton) and widget.isCheckable():
        state = _interface(widget).state()
        if not (state.checkable or state.selectable or state.expandable):
            yield f"no state: {kind} {name!r} can be switched and does not say so"
        if role is QAccessible.Role.CheckBox and not isinstance(widget, CheckBox) and role_of(widget) != "toggle":
            yield f"a check box that may be one of several: {_where(widget)} {name!r}"


def _of_picture(widget: QWidget) -> Iterator[str]:
    _role, name, description = heard(widget)
    if says_nothing(name) and says_nothing(description):
        yield f"a picture without words: {_where(widget)}"


def _of_view(view: QAbstractItemView) -> Iterator[str]:
    model = cast("QAbstractItemModel | None", view.model())
    if model is None or view.rootIndex() != QModelIndex():
        return
    columns = range(view.horizontalHeader().count()) if isinstance(view, QTableView) else range(1)
    lines = range(min(LINES, model.rowCount(QModelIndex())))
    if isinstance(view, QTableView) and lines:
        yield from _of_cells(view)
    for line in lines:
        said = [_of_model(view, line, column) for column in columns]
        if all(says_nothing(one) for one in said):
            yield f"a line that says nothing: {_where(view)} line {line + 1} says {said!r}"
        if any(one.strip() and _CODE.search(one.strip()) for one in said):
            yield f"a line that speaks in codes: {_where(view)} says {said!r}"


def _of_cells(view: QTableView) -> Iterator[str]:
    """A cell says its own words and those of its heading, as the accessibility tree hands both out."""
    asked, left = _interface(view), LINES * view.horizontalHeader().count()
    for number in range(min(asked.childCount(), 2 * left + 3)):
        # Qt hands out nothing for what is not there, whatever PySide's types say.
        child = cast("QAccessibleInterface | None", asked.child(number))
        cell = cast("QAccessibleTableCellInterface | None", child.tableCellInterface()) if child else None
        if child is None or cell is None or not child.text(QAccessible.Text.Name).strip():
            continue
        headings = [one.text(QAccessible.Text.Name) for one in cell.columnHeaderCells()]
        if view.horizontalHeader().isVisible() and all(says_nothing(one) for one in headings):
            yield f"a column without a heading: {_where(view)} column {cell.columnIndex() + 1}"


def _of_model(view: QAbstractItemView, line: int, column: int) -> str:
    index = view.model().index(line, column)
    role = Qt.ItemDataRole
    return str(index.data(role.AccessibleTextRole) or index.data(role.DisplayRole) or "")


def _of_field(field: Field) -> Iterator[str]:
    """A control says what its label says, and what is wrong with it."""
    label = field.label.text()
    stops = [one for one in (field.control, *field.control.findChildren(QWidget)) if _takes_focus(one)]
    spoken = [heard(one) for one in (*stops, field.control) if one.isVisible()]
    if not spoken or isinstance(field.control, QListView):
        return
    if label and not any(label.casefold() in f"{name} {more}".casefold() for _, name, more in spoken):
        said = ", ".join(name for _, name, _ in spoken[:3])
        if not any(part.casefold() in said.casefold() for part in label.split() if len(part) > 3):
            yield f"a field that does not say its label: {label!r} is heard as {said!r}"
    if field.error and not any(field.error in f"{name} {more}" for _, name, more in spoken):
        yield f"a field that does not say what is wrong: {label!r}"


def _of_banner(banner: Banner) -> Iterator[str]:
    _role, name, _description = heard(banner)
    # Where a path was shortened for the eye, the whole of it stands in the tip, and is what is said.
    said = banner.title.toolTip() or banner.title.text()
    if said and said not in name:
        yield f"a message that is not spoken: {said!r}"


def _where(widget: QWidget) -> str:
    """The part and what it lies in, so that it can be found."""
    above, names = widget.parentWidget(), [type(widget).__name__]
    while above is not None and len(names) < 4:
        if type(above).__module__.startswith("ui."):
            names.append(type(above).__name__)
        above = above.parentWidget()
    return " in ".join(names)
