"""What kind of station this is: chosen in the first-start wizard, changed by the administrator, kept in the store."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Final
from zoneinfo import available_timezones

from sqlalchemy import Connection

from app.kernel.errors import KnownError
from app.kernel.languages import LANGUAGES
from app.kernel.phones import international
from app.reminders.unit_settings import PLACE, write_unit_setting
from app.security.roles import Action
from app.security.session import Session, require
from app.store.settings import read_setting, write_setting
from app.store.store import Store
from app.store.writing import Writing

WALL_NAMES = ("first_and_initials", "first_name", "initials")
"""How much of a name the board on the wall shows to everybody in the waiting room; texts `wall.names_<value>`."""
WARD_NAMES = ("initials", "full_name", "none")
"""How much of a name the ward's wall shows to everybody who passes it; texts `ward.names_<value>`."""
_NAME = "profile"


class StationRole(StrEnum):
    """What a station is for; it decides which places the window offers."""

    PRIMARY_CARE = "ubs"
    HOSPITAL = "hospital"
    WARD = "ward"
    RECEIVER = "receiver"


@dataclass(frozen=True)
class StationProfile:
    """One station's set-up. `cnes`: 7 digits; `municipality_code`: IBGE, 7 digits; `time_zone`: IANA name."""

    role: StationRole
    unit_name: str
    cnes: str
    municipality_code: str
    municipality_name: str
    language: str = "pt_BR"
    time_zone: str = "America/Fortaleza"
    lock_after_minutes: int = 5
    demo: bool = False
    wall_names: str = WALL_NAMES[0]
    ward_names: str = WARD_NAMES[0]
    unit_phone: str = ""
    """International form; "" where messages can name none."""


def validate_profile(profile: StationProfile) -> None:
    """Refuse what cannot be right, naming field, value and what is expected."""
    checks: tuple[tuple[str, object, bool], ...] = (
        ("unit_name", profile.unit_name, bool(profile.unit_name.strip())),
        ("cnes", profile.cnes, re.fullmatch(r"\d{7}", profile.cnes) is not None),
        ("municipality_code", profile.municipality_code, re.fullmatch(r"\d{7}", profile.municipality_code) is not None),
        ("language", profile.language, profile.language in LANGUAGES),
        ("time_zone", profile.time_zone, profile.time_zone in available_timezones()),
        ("wall_names", profile.wall_names, profile.wall_names in WALL_NAMES),
        ("ward_names", profile.ward_names, profile.ward_names in WARD_NAMES),
        ("unit_phone", profile.unit_phone, not profile.unit_phone or international(profile.unit_phone) is not None),
        ("lock_after_minutes", profile.lock_after_minutes, 1 <= profile.lock_after_minutes <= 60),
    )
    for field, value, good in checks:
        if not good:
            raise KnownError(f"settings.{field}", value=value)


def read_profile(connection: Connection) -> StationProfile:
    """The stored profile; unknown keys of a later program are left alone."""
    stored = read_setting(connection, _NAME)
    if not isinstance(stored, Mapping):
        raise KnownError("settings.missing")
    known = {field.name: stored[field.name] for field in fields(StationProfile) if field.name in stored}
    return StationProfile(**{**known, "role": StationRole(str(known["role"]))})


def read_ward_names(connection: Connection) -> str:
    """One of `WARD_NAMES`; the usual one where nothing, or nothing that is known, was chosen."""
    stored = read_setting(connection, _NAME)
    chosen = stored.get("ward_names") if isinstance(stored, Mapping) else None
    return next((one for one in WARD_NAMES if one == chosen), WARD_NAMES[0])


def write_profile(writing: Writing, profile: StationProfile) -> None:
    """Store the profile as a whole and leave an audit row with what differs."""
    validate_profile(profile)
    write_setting(writing, _NAME, asdict(profile))


_TOLD: Final = frozenset(("time_zone", "unit_phone"))
"""What whoever sends for the unit must know too."""


def read_lock_minutes(connection: Connection) -> int:
    """After how many idle minutes a screen locks; the usual number where none that is known was chosen."""
    stored = read_setting(connection, _NAME)
    chosen = stored.get("lock_after_minutes") if isinstance(stored, Mapping) else None
    return chosen if isinstance(chosen, int) and 1 <= chosen <= 60 else StationProfile.lock_after_minutes


def is_demo(connection: Connection) -> bool:
    """Whether nobody in this store is real."""
    stored = read_setting(connection, _NAME)
    return isinstance(stored, Mapping) and stored.get("demo") is True


class SettingsService:
    """Reading is free to every session; changing needs the right and is audited field by field.

    `fixed`: what the machine's policy says, and nobody changes here.
    """

    def __init__(self, store: Store, fixed: frozenset[str] = frozenset()) -> None:
        self._store = store
        self.fixed = fixed

    def profile(self) -> StationProfile:
        """The profile as it stands."""
        with self._store.read() as connection:
            return read_profile(connection)

    def change(self, session: Session, **changes: object) -> StationProfile:
        """Change some fields; returns the whole."""
        require(session, Action.CHANGE_SETTINGS)
        with self._store.write(session.actor) as writing:
            old = read_profile(writing.connection)
            phone = str(changes.get("unit_phone", "")).strip()
            if "unit_phone" in changes:
                changes["unit_phone"] = international(phone) or phone
            new = replace(old, **changes)  # type: ignore[arg-type]  # names and values are checked by validate_profile
            differing = {name: value for name, value in changes.items() if getattr(old, name) != value}
            for name in sorted(self.fixed & differing.keys()):
                raise KnownError("settings.fixed_by_policy", field=name)
            if differing:
                write_profile(writing, new)
                writing.audit("settings_changed", "station", "profile", **differing)
            if _TOLD & differing.keys():
                write_unit_setting(writing, PLACE, {name: getattr(new, name) for name in sorted(_TOLD)})
        return new
