"""A municipality by the beginning of its name; one outside the list by its seven digits and name."""

import re

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter

from app.clinic import municipalities
from app.clinic.text_keys import fold
from ui.texts import tr
from ui.widgets.text_fields import TextField

_MOST_OFFERED = 8
_BY_CODE = re.compile(r"^(\d{7})\s+(\S.*)$")


class MunicipalityField(TextField):
    """`chosen()` is (code, name); both empty while nothing that can be found is typed."""

    def __init__(self) -> None:
        super().__init__(placeholder=tr("person.municipality_hint"))
        self._offers = QStringListModel()
        completer = QCompleter(self._offers, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self.setText)
        self._completer_of_names = completer
        self.setCompleter(completer)
        self.textEdited.connect(self._offer)

    def chosen(self) -> tuple[str, str]:
        """What is typed, as code and name."""
        text = self.value()
        by_code = _BY_CODE.match(text)
        if by_code:
            return by_code.group(1), by_code.group(2)
        wanted = fold(text)
        found = [one for one in municipalities.listed() if wanted in (fold(_words(one)), fold(one.name))]
        return (found[0].code, found[0].name) if len(found) == 1 else ("", "")

    def show_code(self, code: str, name: str) -> None:
        """Show a municipality."""
        known = municipalities.by_code(code)
        self.setText(_words(known) if known else f"{code} {name}".strip())

    def _offer(self, text: str) -> None:
        found = municipalities.beginning_with(text) if text.strip() else ()
        self._offers.setStringList([_words(one) for one in found[:_MOST_OFFERED]])
        if found and self.isVisible():
            self._completer_of_names.complete()


def _words(one: municipalities.Municipality) -> str:
    return f"{one.name} ({one.state})"
