"""Labels, buttons and fields that are more to a screen reader than Qt takes them for, or less."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QLabel, QLineEdit


class SpokenHeading(QAccessibleWidget):
    """A title above what it names, so that a reader can say that it is one and go from one to the next.

    The same rank of text also shows large figures ("36s3d", "12 min"): what does not begin with a letter is none.
    """

    def __init__(self, label: QLabel) -> None:
        super().__init__(label, QAccessible.Role.Heading)
        self._label = label

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Heading if self._words()[:1].isalpha() else QAccessible.Role.StaticText

    def text(self, kind: QAccessible.Text) -> str:
        return self._words() if kind is QAccessible.Text.Name else super().text(kind)

    def _words(self) -> str:
        return self._label.accessibleName() or self._label.text()


class SpokenSecret(QAccessibleWidget):
    """A password while it is hidden. Qt tells nobody who asks for it, but sends every letter about as it is typed or
    taken away: Orca 43 said them aloud. What has no text to read sends none."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line, QAccessible.Role.EditableText)

    def state(self) -> QAccessible.State:
        state = super().state()
        state.editable = state.passwordEdit = True
        return state


class SpokenButton(QAccessibleWidget):
    """A button that Qt takes for something else: it says its own name and can be pressed by a reader."""

    def __init__(self, button: QAbstractButton, role: QAccessible.Role) -> None:
        super().__init__(button, role)
        self._button = button

    def text(self, kind: QAccessible.Text) -> str:
        if kind is QAccessible.Text.Name:
            return self._button.accessibleName() or self._button.text()
        return super().text(kind)

    def actionNames(self) -> list[str]:
        return [self.pressAction(), self.setFocusAction()]

    def doAction(self, actionName: str) -> None:  # noqa: N803 - as Qt calls it
        if actionName == self.pressAction():
            self._button.click()
        else:
            super().doAction(actionName)


class SpokenChoice(SpokenButton):
    """One of several of which one holds: places, answers. Qt would call it a check box, as if each could be ticked
    beside the others."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button, QAccessible.Role.RadioButton)

    def state(self) -> QAccessible.State:
        state = super().state()
        state.checkable, state.checked = True, self._button.isChecked()
        return state


class SpokenTab(SpokenButton):
    """One part of several of a record, of which one is shown; Qt would call it a check box."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button, QAccessible.Role.PageTab)

    def state(self) -> QAccessible.State:
        state = super().state()
        state.selectable, state.selected = True, self._button.isChecked()
        return state


class SpokenFold(SpokenButton):
    """A button that shows a part of the page and puts it away again; `tell_fold` says which."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button, QAccessible.Role.Button)

    def state(self) -> QAccessible.State:
        state = super().state()
        state.expandable = True
        state.expanded = bool(self._button.property("unfolded"))
        state.collapsed = not state.expanded
        return state


class SpokenMenuButton(SpokenButton):
    """A button that opens a menu."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button, QAccessible.Role.ButtonMenu)

    def state(self) -> QAccessible.State:
        state = super().state()
        state.hasPopup = True
        return state
