"""Which column is which field, with values of the file beside it, and what holds for every row."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QWidget

from app.interop.csv_people.checking import ImportOptions
from app.interop.csv_people.columns import FIELDS, Mapped, propose
from app.interop.csv_people.reading import Table
from app.kernel.errors import KnownError
from app.settings import StationProfile
from ui.administration.people_import.options import OptionsForm
from ui.texts import tr, tr_count
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import Scroll, column, hairline, row

_EXAMPLES = 3
REQUIRED = "full_name"
_EXPECTED = (
    ("birth_date",), ("sex",), ("mother_name", "no_mother_reason"), ("cpf", "cns", "no_document_reason"),
    ("municipality_code", "municipality_name"),
)  # fmt: skip
"""Of each group a person needs one, from a column or from what holds for every row."""
DELIMITERS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}


@dataclass(frozen=True)
class Choices:
    """A table with everything that was decided about it."""

    table: Table
    columns: Mapped
    options: ImportOptions


class MappingPage(QWidget):
    """`checked` carries the Choices; `left` asks for another file."""

    checked = Signal(object)
    left = Signal()

    def __init__(self, table: Table, name: str, profile: StationProfile) -> None:
        super().__init__()
        self._table = table
        self.fields: list[Dropdown] = []
        self.missing = Banner()
        self.options = OptionsForm(profile)
        content = QWidget()
        body = column(content, gap=4)
        self._add_head(body, name)
        body.addWidget(self._grid())
        body.addWidget(self.missing)
        body.addWidget(hairline())
        body.addWidget(self.options)
        body.addStretch(1)
        layout = column(self, gap=3)
        layout.addWidget(Scroll(content), 1)
        foot = row(gap=2)
        self.check_button = PrimaryButton(tr("import.check"), on_press=self.submit)
        foot.addWidget(self.check_button)
        foot.addWidget(SecondaryButton(tr("import.other_file"), on_press=self.left.emit))
        foot.addStretch(1)
        layout.addLayout(foot)
        self.options.changed.connect(self._say_missing)
        self._say_missing()

    def first_focus(self) -> QWidget:
        """The first column."""
        return self.fields[0]

    def submit(self) -> None:
        """Check the rows, unless a column stands for the name of nobody or of two."""
        self.options.clear_errors()
        self.checked.emit(Choices(self._table, self.columns(), self.options.value(self.columns())))

    def columns(self) -> dict[str, int]:
        """Field → column. A field given twice is said by the service; the later column would hide the earlier."""
        return {str(one.value()): place for place, one in enumerate(self.fields) if one.value() is not None}

    def field_of(self, error: Exception) -> Field | None:
        """Where an error of the service belongs."""
        wrong_unit = isinstance(error, KnownError) and error.code == "people_import.unit_wrong"
        return self.options.unit_field if wrong_unit else None

    def _add_head(self, body: QBoxLayout, name: str) -> None:
        """What was found out about the file, so that a wrong guess is seen before anything else."""
        table = self._table
        body.addWidget(Text(name, "heading", wrap=True))
        rows = tr_count("import.rows", len(table.rows))
        separator = tr(f"import.separator_{DELIMITERS[table.delimiter]}")
        encoding = tr("import.encoding", name=table.encoding.upper())
        body.addWidget(Text(" · ".join((rows, separator, encoding)), "muted", wrap=True))

    def _grid(self) -> QWidget:
        part = QWidget()
        grid = QGridLayout(part)
        theme = current_theme()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.gap(4))
        grid.setVerticalSpacing(theme.gap(2))
        # With very large text what a column means stands below its name and examples.
        below, keys = theme.is_large, ("in_file", "examples", "means")
        for place, key in enumerate(keys[:2] if below else keys):
            grid.addWidget(Text(tr(f"import.{key}"), "label"), 0, place)
        proposed = {place: field for field, place in propose(self._table.headers).items()}
        for place, header in enumerate(self._table.headers):
            means = Dropdown(_offered(), name=tr("import.means_of", column=header))
            means.set_value(proposed.get(place))
            means.changed.connect(lambda _value: self._say_missing())
            self.fields.append(means)
            line = 2 * place + 1
            grid.addWidget(ElidedText(header or tr("import.no_header", number=place + 1), "strong"), line, 0)
            grid.addWidget(ElidedText(self._examples(place), "muted"), line, 1)
            where = (line + 1, 0, 1, 2) if below else (line, 2, 1, 1)
            grid.addWidget(means, *where, Qt.AlignmentFlag.AlignVCenter)
        for place, share in enumerate((3, 5) if below else (3, 5, 4)):
            grid.setColumnStretch(place, share)
        return part

    def _examples(self, place: int) -> str:
        """The first different values of a column."""
        cells = (one.cells[place].strip() for one in self._table.rows if not one.problem)
        found: list[str] = []
        for cell in cells:
            if cell and cell not in found:
                found.append(cell)
            if len(found) == _EXAMPLES:
                break
        return " · ".join(found) or tr("import.all_empty")

    def _say_missing(self) -> None:
        """What every row will lack; said at once, not after the check."""
        chosen = [str(one.value()) for one in self.fields if one.value() is not None]
        twice = [field for field in FIELDS if chosen.count(field) > 1]
        self.check_button.setEnabled(REQUIRED in chosen and not twice)
        given = {*chosen, *self.options.value(self.columns()).defaults}
        lacking = [group for group in _EXPECTED if not given & set(group)]
        if twice:
            self.missing.show_message("error", tr("import.twice", field=_name(twice[0])), closable=False)
        elif REQUIRED not in chosen:
            self.missing.show_message("error", tr("import.name_missing"), closable=False)
        elif lacking:
            names = ", ".join(_either(group) for group in lacking)
            self.missing.show_message(
                "warn", tr("import.lacking", fields=names), tr("import.lacking_next"), closable=False
            )
        else:
            self.missing.hide()


def _offered() -> list[tuple[object, str]]:
    return [(None, tr("import.not_taken")), *((field, _name(field)) for field in FIELDS)]


def _name(field: str) -> str:
    if field == "municipality_code":
        return tr("import.field_municipality_code")
    return tr(f"people.field_{field}") + (f" ({tr('common.required')})" if field == REQUIRED else "")


def _either(group: Sequence[str]) -> str:
    return tr("import.or").join(
        _name(field).lower() if field not in ("cpf", "cns") else field.upper() for field in group
    )
