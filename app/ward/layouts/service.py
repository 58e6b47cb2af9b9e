"""The layouts of this station's wall: in its settings, so they never travel to another station."""

from dataclasses import replace
from typing import Final

from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.settings import read_setting, write_setting
from app.store.store import Store
from app.store.writing import Writing
from app.ward.layouts.model import KnownLayouts, WallLayout, checked, from_json, to_json

_KEY: Final = "ward_layouts"
MOST_LAYOUTS: Final = 20


class LayoutService:
    """Reading is free, as a wall without anybody signed in begins with the default; changing needs `manage_beds`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def known(self) -> KnownLayouts:
        """All layouts as they stand."""
        with self._store.read() as connection:
            return from_json(read_setting(connection, _KEY))

    def keep(self, session: Session, layout: WallLayout, *, default: bool = False) -> KnownLayouts:
        """Keep a layout in the place of the one with its name, or as a new one; `default`: a wall begins with it.

        KnownError as `checked`, and layouts.too_many.
        """
        require(session, Action.MANAGE_BEDS)
        kept = checked(layout)
        with self._store.write(session.actor) as writing:
            known = from_json(read_setting(writing.connection, _KEY))
            names = [one.name for one in known.layouts]
            if kept.name in names:
                layouts = tuple(kept if one.name == kept.name else one for one in known.layouts)
            elif len(names) >= MOST_LAYOUTS:
                raise KnownError("layouts.too_many", most=MOST_LAYOUTS)
            else:
                layouts = (*known.layouts, kept)
            chosen = kept.name if default else known.default
            return _write(writing, known, KnownLayouts(layouts, chosen), kept.name)

    def use_always(self, session: Session, name: str) -> KnownLayouts:
        """A wall begins with this layout; empty: with all beds in their order. KnownError layouts.not_found."""
        require(session, Action.MANAGE_BEDS)
        with self._store.write(session.actor) as writing:
            known = from_json(read_setting(writing.connection, _KEY))
            if name and name not in [one.name for one in known.layouts]:
                raise KnownError("layouts.not_found", name=name)
            return _write(writing, known, replace(known, default=name), name)

    def remove(self, session: Session, name: str) -> KnownLayouts:
        """The layout is no more; a wall that began with it shows all beds in their order."""
        require(session, Action.MANAGE_BEDS)
        with self._store.write(session.actor) as writing:
            known = from_json(read_setting(writing.connection, _KEY))
            left = tuple(one for one in known.layouts if one.name != name)
            default = "" if known.default == name else known.default
            return _write(writing, known, KnownLayouts(left, default), name)


def _write(writing: Writing, before: KnownLayouts, after: KnownLayouts, name: str) -> KnownLayouts:
    if after != before:
        write_setting(writing, _KEY, to_json(after))
        told = {"layout": name, "default": after.default, "layouts": [one.name for one in after.layouts]}
        writing.audit("ward_layouts_changed", "station", _KEY, **told)
    return after
