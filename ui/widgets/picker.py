"""One of very many, found by typing part of its words; accents and case do not matter."""

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter

from ui.widgets.text_fields import TextField

_FOLDED = Qt.ItemDataRole.UserRole + 1


def _fold(words: str) -> str:
    apart = unicodedata.normalize("NFD", words.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).strip()


class _Completer(QCompleter):
    """Compares folded words, shows and fills in the real ones."""

    def splitPath(self, path: str) -> list[str]:
        return [_fold(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class Picker(TextField):
    """`value()` is the value whose words are typed in full (or alone fit what is typed), else None."""

    def __init__(self, options: Sequence[tuple[str, str]] = (), *, name: str = "", width: str | None = None) -> None:
        super().__init__(name=name, width=width)
        self._options: tuple[tuple[str, str], ...] = ()
        self._folded: tuple[str, ...] = ()
        self._model = QStandardItemModel(self)
        completer = _Completer(self._model, self)
        completer.setCompletionRole(_FOLDED)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.editingFinished.connect(self._write_out)
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """`options` are (value, words)."""
        self._options = tuple(options)
        self._folded = tuple(_fold(words) for _, words in options)
        self._model.clear()
        for (_, words), folded in zip(self._options, self._folded, strict=True):
            item = QStandardItem(words)
            item.setData(folded, _FOLDED)
            self._model.appendRow(item)

    def value(self) -> str | None:  # type: ignore[override]  # a picker's value is the code, not the words
        """The code chosen."""
        at = self._at()
        return None if at is None else self._options[at][0]

    def words(self) -> str:
        """The words chosen, empty where none are."""
        at = self._at()
        return "" if at is None else self._options[at][1]

    def set_value(self, value: str) -> None:
        """Choose by code."""
        self.setText(next((words for code, words in self._options if code == value), ""))

    def _at(self) -> int | None:
        typed = _fold(self.text())
        if typed in self._folded:
            return self._folded.index(typed)
        fitting = [at for at, folded in enumerate(self._folded) if typed and typed in folded]
        return fitting[0] if len(fitting) == 1 else None

    def _write_out(self) -> None:
        words = self.words()
        if words and words != self.text():
            self.setText(words)
