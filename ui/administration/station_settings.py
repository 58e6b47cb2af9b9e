"""What kind of station this is: role, unit, place, language, time zone, minutes until the screen locks."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QGridLayout, QWidget

from app.clinic.municipalities import listed
from app.kernel.errors import KnownError
from app.security.audit_service import AuditFilter, AuditRow
from app.settings import WALL_NAMES, WARD_NAMES, StationProfile, StationRole, validate_profile
from ui.administration.audit.words import details_words
from ui.administration.beside import Beside
from ui.administration.frame import SectionPage
from ui.administration.inline_form import InlineForm
from ui.administration.states import States
from ui.administration.zones import offered_zones
from ui.errors import words_of
from ui.papers.identity import phone_words
from ui.shell.context import UiContext
from ui.start.wizard.decided import SetByAdministration
from ui.texts import LANGUAGES, tr
from ui.texts.formats import show_instant
from ui.theme import current_theme
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column
from ui.widgets.number_field import NumberField
from ui.widgets.text_fields import TextField

_HISTORY_ROWS = 50
_ORDER: Final = (
    *("role", "cnes", "unit_name", "unit_phone", "municipality_name", "municipality_code"),
    *("time_zone", "language", "lock_after_minutes", "wall_names", "ward_names"),
)
_LEAST_MINUTES, _MOST_MINUTES = 1, 60


class StationSection(SectionPage):
    """One form; every change is kept in the audit trail and can be read beside it."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("administration.station_title"), tr("administration.station_about"))
        self.history_button = SecondaryButton(
            tr("administration.station_history"), icon_name="history", on_press=self._open_history
        )
        self.add_action(self.history_button)
        self.form = ProfileForm(self, context.station.profile)
        card = Card()
        if context.station.settings.fixed:
            card.body.addWidget(SetByAdministration(tr("administration.station_partly_fixed")))
        card.body.addWidget(self.form)
        content = QWidget()
        layout = column(content, gap=4)
        layout.addWidget(card)
        layout.addStretch(1)
        self.beside = Beside(Scroll(content), self.history_button.setFocus)
        self.body.addWidget(self.beside, 1)

    def _open_history(self) -> None:
        states = States(lines=3)
        self.beside.open(tr("administration.station_history"), states)
        wanted = AuditFilter(subject_kind="station")
        call = partial(self.context.station.audit.page, self.context.session, wanted, None, _HISTORY_ROWS)
        self.loads(states, call, partial(self._show_history, states))

    def _show_history(self, states: States, rows: list[AuditRow]) -> None:
        if not rows:
            states.full.addWidget(Text(tr("administration.station_history_empty"), "muted", wrap=True))
        for one in rows:
            entry = column(gap=0)
            for name, value in details_words(one):
                entry.addWidget(Text(f"{name}: {value}", wrap=True))
            when = show_instant(one.at, self.context.station.profile.time_zone)
            entry.addWidget(Text(f"{when} · {one.account_name}", "small"))
            states.full.addLayout(entry)
        states.full.addStretch(1)
        states.show_full()


class ProfileForm(InlineForm):
    """The fields of `StationProfile`; each is checked when it is left, all of them before saving."""

    def __init__(self, section: StationSection, profile: StationProfile) -> None:
        super().__init__(tr("administration.station_save"), self._save)
        self._section = section
        self._before = profile
        self._fixed = section.context.station.settings.fixed
        self.role = Dropdown([(role.value, tr(f"administration.station_role_{role.value}")) for role in StationRole])
        self.unit_name = TextField()
        self.unit_phone = TextField(width="field_short")
        self.cnes = TextField(width="field_short")
        self.municipality_name = TextField()
        self.municipality_code = TextField(width="field_short")
        self.language = Dropdown(list(LANGUAGES.items()))
        self.time_zone = Dropdown(offered_zones(profile.time_zone, section.context.station.clock.now()))
        self.lock_after_minutes = NumberField(
            unit=tr("administration.minutes"), minimum=_LEAST_MINUTES, maximum=_MOST_MINUTES
        )
        self.wall_names = Dropdown([(one, tr(f"wall.names_{one}")) for one in WALL_NAMES])
        self.ward_names = Dropdown([(one, tr(f"ward.names_{one}")) for one in WARD_NAMES])
        self._place_fields()
        self.show_profile(profile)
        self._complete_municipality()
        for name in ("unit_name", "unit_phone", "cnes", "municipality_name", "municipality_code"):
            control = self.fields[name].control
            assert isinstance(control, TextField)
            control.editingFinished.connect(partial(self._check, name))
        self.lock_after_minutes.line.editingFinished.connect(partial(self._check, "lock_after_minutes"))

    def _place_fields(self) -> None:
        """Two columns: what belongs together stands side by side; one below the other where text is very large."""
        hints = {
            "cnes": "station_cnes_hint",
            "municipality_code": "station_code_hint",
            "wall_names": "station_wall_names_hint",
            "ward_names": "station_ward_names_hint",
            "unit_phone": "station_unit_phone_hint",
        }
        grid = QGridLayout()
        theme = current_theme()
        grid.setHorizontalSpacing(theme.gap(6))
        grid.setVerticalSpacing(theme.gap(4))
        for number, name in enumerate(_ORDER):
            hint = tr(f"administration.{hints[name]}") if name in hints else ""
            if name in self._fixed:
                hint = tr("administration.station_fixed")
                getattr(self, name).setEnabled(False)
            field = Field(tr(f"administration.station_{name}"), getattr(self, name), hint=hint)
            self.fields[name] = field
            line, at = divmod(number, 1 if theme.is_large else 2)
            grid.addWidget(field, line, at, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(at, 1)
        self.body.addLayout(grid)

    def show_profile(self, profile: StationProfile) -> None:
        """Put a profile into the fields."""
        self._before = profile
        self.role.set_value(profile.role.value)
        self.unit_name.set_value(profile.unit_name)
        self.unit_phone.set_value(phone_words(profile.unit_phone))
        self.cnes.set_value(profile.cnes)
        self.municipality_name.set_value(profile.municipality_name)
        self.municipality_code.set_value(profile.municipality_code)
        self.language.set_value(profile.language)
        self.time_zone.set_value(profile.time_zone)
        self.lock_after_minutes.set_value(profile.lock_after_minutes)
        self.wall_names.set_value(profile.wall_names)
        self.ward_names.set_value(profile.ward_names)

    def values(self) -> dict[str, object]:
        """What the fields say, as `SettingsService.change` takes it; unreadable minutes are 0, which is refused."""
        minutes = self.lock_after_minutes.value() or Decimal(0)
        return {
            "role": StationRole(str(self.role.value())),
            "unit_name": self.unit_name.value(),
            "unit_phone": self.unit_phone.value(),
            "cnes": self.cnes.value(),
            "municipality_name": self.municipality_name.value(),
            "municipality_code": self.municipality_code.value(),
            "language": str(self.language.value()),
            "time_zone": str(self.time_zone.value()),
            "lock_after_minutes": int(minutes) if minutes == int(minutes) else 0,
            "wall_names": str(self.wall_names.value()),
            "ward_names": str(self.ward_names.value()),
        }

    def _check(self, name: str) -> bool:
        """Say at the field what is expected, before anything is saved."""
        problem = profile_problem(self._before, name, self.values())
        self.fields[name].set_error(words_of(problem).together if problem else None)
        return problem is None

    def _save(self) -> None:
        wrong = [name for name in self.fields if not self._check(name)]
        if wrong:
            self.fields[wrong[0]].setFocus()
            return
        self.wait()
        context = self._section.context
        call = partial(context.station.settings.change, context.session, **self.values())
        self._section.does(call, self._saved, self.fail)

    def _saved(self, profile: StationProfile) -> None:
        self.settle()
        self.show_profile(profile)
        self._section.show_done(tr("administration.station_saved"), tr("administration.station_saved_when"))

    def _complete_municipality(self) -> None:
        """Names of the shipped list complete themselves and bring their code; any other is typed with its code."""
        names = {f"{one.name} ({one.state})": one for one in listed()}
        completer = QCompleter(list(names), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.municipality_name.setCompleter(completer)

        def chosen(words: str) -> None:
            one = names[words]
            self.municipality_name.set_value(one.name)
            self.municipality_code.set_value(one.code)
            self._check("municipality_code")

        completer.activated.connect(chosen)


def profile_problem(before: StationProfile, name: str, values: Mapping[str, object]) -> KnownError | None:
    """What is wrong with one field alone, whatever the others say."""
    try:
        validate_profile(replace(before, **{name: values[name]}))  # type: ignore[arg-type]  # checked by validate_profile
    except KnownError as problem:
        return problem
    return None
