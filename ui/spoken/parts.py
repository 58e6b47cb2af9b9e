"""Labels and buttons that are more to a screen reader than Qt takes them for."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QLabel


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


class SpokenChoice(QAccessibleWidget):
    """A button that is one of several of which one holds: places, parts of a record, answers. Qt would call it a check
    box, as if each could be ticked beside the others."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button, QAccessible.Role.RadioButton)
        self._button = button

    def text(self, kind: QAccessible.Text) -> str:
        if kind is QAccessible.Text.Name:
            return self._button.accessibleName() or self._button.text()
        return super().text(kind)

    def state(self) -> QAccessible.State:
        state = super().state()
        state.checkable, state.checked = True, self._button.isChecked()
        return state

    def actionNames(self) -> list[str]:
        return [self.pressAction(), self.setFocusAction()]

    def doAction(self, actionName: str) -> None:  # noqa: N803 - as Qt calls it
        if actionName == self.pressAction():
            self._button.click()
        else:
            super().doAction(actionName)
