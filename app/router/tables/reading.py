"""The tables from their files, or from what a person has edited: checked as a whole, or refused by field."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.router.tables.checking import Fields
from app.router.tables.escalations import read_escalation
from app.router.tables.model import (
    ALARM_CLASSES,
    NEVER_DISCARDED,
    Deadline,
    Discards,
    EquipmentRow,
    Names,
    PriorityRow,
    Record,
    Silent,
    Tables,
    UserClass,
    WhenFull,
)
from app.router.tables.shifts import shifts_in
from app.router.words import DataClass, Rule
from app.ward.beds.model import DeviceClass
from app.ward.reports import topics as known_topics

FOLDER: Final = Path(__file__).resolve().parents[3] / "resources" / "router"
NAMES: Final = ("priorities", "deadlines", "escalation", "distribution", "equipment", "discards", "shifts")
"""The tables by the name of their file."""
MACHINE: Final = "machine"
"""The class of users that is none."""
_CODES: Final = (
    "critical", "intermediate", "low", "returns", "graphic", "text", "environment", "maintenance", "log",
    "administrative",
)  # fmt: skip
_IN_TABLE_14: Final = tuple(one for one in DataClass if one is not DataClass.PERSONAL)
"""The row of personal data is the column's `names`."""

Contents = Mapping[str, Mapping[str, Any]]
"""The tables as their files hold them, by name."""


def default_contents() -> dict[str, dict[str, Any]]:
    """The source's values, to begin editing from; a copy of the caller's own."""
    return {name: tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")) for name in NAMES}


@cache
def default_tables() -> Tables:
    """The tables as the source has them."""
    return read_tables(default_contents())


def read_tables(contents: Contents) -> Tables:
    """All tables. KnownError `router_tables.<what>` with `table`, `field`, `value`, `expected` for the first that is
    wrong: besides what `Fields` refuses `.twice`, `.left_out`, `.fixed`, `.too_short`, `.no_failsafe`,
    `.machine_alone`, `.nobody`."""
    read = {name: Fields(name, contents.get(name, {})) for name in NAMES}
    versions = {name: fields.word("version") for name, fields in read.items()}
    sources = {name: fields.word("source") for name, fields in read.items()}
    for fields in read.values():
        # Why a person edited it: kept with the version, without any effect.
        if not fields.is_empty("reason"):
            fields.word("reason")
    deadlines = _deadlines(read["deadlines"])
    tables = Tables(
        priorities=_priorities(read["priorities"]),
        deadlines=deadlines,
        escalation=read_escalation(read["escalation"], deadlines),
        classes=_classes(read["distribution"]),
        topics=_topics(read["distribution"]),
        equipment=_equipment(read["equipment"]),
        discards=_discards(read["discards"]),
        versions=versions,
        sources=sources,
        shifts=shifts_in(read["shifts"]),
    )
    for fields in read.values():
        fields.done()
    return tables


def _priorities(read: Fields) -> tuple[PriorityRow, ...]:
    found: dict[int, PriorityRow] = {}
    for row in read.rows("row"):
        one = PriorityRow(
            priority=row.whole("priority", 0, 9),
            code=row.word("code", _CODES),
            label=row.label(),
            period=(period := row.number("period", 0, 86_400)),
            longest=row.number("longest", period, 86_400, usual=period),
            discard=row.flag("discard"),
            idle=row.flag("idle"),
        )
        row.done()
        if one.priority in found:
            raise row.wrong("twice", "priority", one.priority)
        # Equipment and receivers of other makers count on these (7.10).
        fixed = (_CODES[one.priority], one.priority not in NEVER_DISCARDED, one.priority >= 6)
        for field, value, expected in zip(
            ("code", "discard", "idle"), (one.code, one.discard, one.idle), fixed, strict=True
        ):
            if value != expected:
                raise row.wrong("fixed", field, value, expected)
        if one.priority in NEVER_DISCARDED and one.period <= 0:
            raise row.wrong("number", "period", one.period, "> 0")
        found[one.priority] = one
    return tuple(found[priority] for priority in _all_priorities(read, "row", found, range(10)))


def _deadlines(read: Fields) -> dict[int, Deadline]:
    found: dict[int, Deadline] = {}
    for row in read.rows("row"):
        one = Deadline(
            code=row.word("code"),
            label=row.label(),
            priorities=row.priorities("priorities"),
            transmission=row.number("transmission", 0.001, 3600),
            response=row.number("response", 0.001, 3600),
            presence=row.number("presence", 0, 3600, usual=0) or None,
        )
        row.done()
        if one.response <= one.transmission:
            raise row.wrong("too_short", "response", one.response, one.transmission)
        for priority in one.priorities:
            if priority in found:
                raise row.wrong("twice", "priorities", priority)
            found[priority] = one
    if _all_priorities(read, "row", found, range(10)) and found[0].presence is None:
        raise read.wrong("missing", f"{found[0].code}, presence")
    return found


def _classes(read: Fields) -> dict[str, UserClass]:
    found: dict[str, UserClass] = {}
    for row in read.rows("class"):
        one = UserClass(
            code=row.word("code"),
            label=row.label(),
            by_patient=row.flag("by_patient"),
            names=Names(row.word("names", Names)),
            data={},
        )
        data = Fields(row.table, pairs := row.pairs("data"), f"{one.code}, data")
        for name in pairs:
            if name not in _IN_TABLE_14:
                raise data.wrong("word", name, name, ", ".join(_IN_TABLE_14))
        rules = {DataClass(name): Rule(data.word(name, Rule)) for name in pairs}
        row.done()
        if one.code in found:
            raise row.wrong("twice", "code", one.code)
        found[one.code] = UserClass(one.code, one.label, one.by_patient, one.names, rules)
    if MACHINE in found and found[MACHINE].names is not Names.NONE:
        raise read.wrong("fixed", f"{MACHINE}, names", found[MACHINE].names.value, Names.NONE.value)
    people = [one for one in found.values() if one.code != MACHINE and not one.by_patient]
    for alarm in ALARM_CLASSES:
        # Whoever is called by table 17 may only be sent what table 14 gives.
        if not any(one.rule(alarm) is Rule.BROADCAST for one in people):
            raise read.wrong("nobody", alarm.value)
    return found


def _topics(read: Fields) -> dict[str, DataClass]:
    fields = Fields(read.table, read.pairs("topics"), "topics")
    found = {code: DataClass(fields.word(code, DataClass)) for code in known_topics()}
    fields.done()
    return found


def _equipment(read: Fields) -> dict[DeviceClass, EquipmentRow]:
    found: dict[DeviceClass, EquipmentRow] = {}
    for row in read.rows("row"):
        exit_priority = row.whole("exit_priority", -1, 2)
        one = EquipmentRow(
            device_class=DeviceClass(row.word("code", DeviceClass)),
            label=row.label(),
            silent_after=row.number("silent_after", 0, 86_400) or None,
            then=Silent(row.word("then", Silent)),
            exit_priority=exit_priority if exit_priority >= 0 else None,
            orderly_exit_alarms=row.flag("orderly_exit_alarms"),
        )
        row.done()
        if one.device_class in found:
            raise row.wrong("twice", "code", one.device_class.value)
        # Nobody may switch off that life support and what shows the alarms are missed.
        if one.device_class in (DeviceClass.A, DeviceClass.B) and one.silent_after is None:
            raise row.wrong("number", "silent_after", 0, "> 0")
        if one.device_class in (DeviceClass.A, DeviceClass.B) and one.exit_priority is None:
            raise row.wrong("number", "exit_priority", -1, ">= 0")
        found[one.device_class] = one
    _all_of(read, "row", list(found), list(DeviceClass))
    return found


def _discards(read: Fields) -> Discards:
    weights: dict[Record, float] = {}
    labels: dict[Record, Mapping[str, str]] = {}
    for row in read.rows("row"):
        code = Record(row.word("code", Record))
        if code in weights:
            raise row.wrong("twice", "code", code.value)
        weights[code], labels[code] = row.number("weight", 0, 1000), row.label()
        row.done()
    _all_of(read, "row", list(weights), list(Record))
    return Discards(
        weights, labels, WhenFull(read.word("when_full", WhenFull)), read.number("old_after", 3600, 315_360_000)
    )


def _all_priorities(read: Fields, field: str, found: Mapping[int, object], asked: range) -> range:
    _all_of(read, field, [str(one) for one in found], [str(one) for one in asked])
    return asked


def _all_of(read: Fields, field: str, found: list[Any], asked: list[Any]) -> None:
    for one in asked:
        if one not in found:
            raise read.wrong("left_out", field, str(one), ", ".join(str(each) for each in asked))
