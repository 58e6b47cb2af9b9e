"""The tables of the source: its values as they stand there, and what may not be edited into them."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from app.kernel.errors import KnownError
from app.router.tables.model import Names, Record, Silent, Tables, WhenFull
from app.router.tables.reading import NAMES, default_contents, default_tables, read_tables
from app.router.words import DataClass, Rule
from app.ward.beds.model import DeviceClass
from app.ward.reports import topics
from ui.texts import error_text

TABLES = default_tables()
B, R, N = Rule.BROADCAST, Rule.ON_REQUEST, Rule.NONE
Edit = Callable[[dict[str, Any]], object]


def test_table_13_says_how_each_class_of_equipment_is_followed() -> None:
    rows = {name: (row.silent_after, row.then, row.exit_priority) for name, row in TABLES.equipment.items()}
    assert rows == {
        DeviceClass.A: (30, Silent.PROBE, 0),
        DeviceClass.B: (60, Silent.LOST, 1),
        DeviceClass.C: (3600, Silent.POLL, 0),
        DeviceClass.D: (None, Silent.FORGET, None),
    }
    assert [name for name, row in TABLES.equipment.items() if row.orderly_exit_alarms] == [DeviceClass.A]


@pytest.mark.parametrize(
    ("data", "rules"),
    [
        (DataClass.BIOMEDICAL, (R, R, R, B, N, N)),
        (DataClass.MEDICATION, (B, B, B, B, B, N)),
        (DataClass.SUPPLIES, (N, N, N, N, B, N)),
        (DataClass.ALARM_0, (B, R, B, B, N, N)),
        (DataClass.ALARM_1, (B, R, B, B, N, N)),
        (DataClass.HISTORY, (R, R, R, R, N, N)),
    ],
)
def test_table_14_says_who_receives_what(data: DataClass, rules: tuple[Rule, ...]) -> None:
    columns = ("on_call_doctor", "assisting_doctor", "titular_doctor", "nursing", "accounts", "admission")
    assert tuple(TABLES.classes[column].rule(data) for column in columns) == rules


def test_table_14_gives_names_by_class_of_users() -> None:
    names = {code: one.names for code, one in TABLES.classes.items()}
    special = {code: name for code, name in names.items() if name is not Names.SOURCE}
    assert special == {"accounts": Names.READ_ONLY, "admission": Names.COMPLETE, "machine": Names.NONE}
    whole = {code for code, one in TABLES.classes.items() if one.rule(DataClass.PERSONAL) is not Rule.NONE}
    assert whole == {"accounts", "admission"}


def test_table_14_has_a_class_for_each_report_of_a_device() -> None:
    assert set(TABLES.topics) == set(topics())


def test_table_15_applies_to_doctors_and_to_nobody_else() -> None:
    by_patient = {code for code, one in TABLES.classes.items() if one.by_patient}
    assert by_patient == {"on_call_doctor", "assisting_doctor", "titular_doctor"}


def test_table_17_goes_from_the_nurse_to_the_executive_nurse() -> None:
    for priority in range(3):
        group = TABLES.escalation[priority]
        levels = [target for level in group.levels for target in level.targets]
        assert levels[0] == "bed_nurse"
        assert levels.index("own_group") < levels.index("local_post")
        assert group.failsafe[0] == "executive_nurse"
    assert TABLES.escalation[0].longest < 60


def test_table_17_makes_more_effort_for_what_is_more_urgent() -> None:
    groups = [TABLES.escalation[priority] for priority in range(3)]
    assert groups[0].longest < groups[1].longest < groups[2].longest
    assert [group.levels[0].interval for group in groups] == sorted(group.levels[0].interval for group in groups)


def test_table_17_leaves_each_retransmission_its_way_there_and_back() -> None:
    for priority, group in TABLES.escalation.items():
        assert all(level.interval > 2 * TABLES.deadlines[priority].transmission for level in group.levels)


def test_table_18_keeps_0_to_3_and_sends_6_to_9_only_when_idle() -> None:
    assert [row.priority for row in TABLES.priorities if not row.discard] == [0, 1, 2, 3]
    assert [row.priority for row in TABLES.priorities if row.idle] == [6, 7, 8, 9]


def test_table_20_gives_the_periods() -> None:
    assert [TABLES.period(priority) for priority in range(10)] == [1, 5, 15, 10, 0.03, 1, 300, 3600, 0, 0]
    assert TABLES.priorities[5].longest == 15


def test_table_22_gives_the_weights() -> None:
    assert [TABLES.discards.weights[row] for row in Record] == [15, 10, 10, 9, 9, 8, 6, 6, 5, 5, 4]
    assert TABLES.discards.when_full == WhenFull.DISCARD


def test_table_22_lets_what_is_sent_or_old_go_before_what_is_neither() -> None:
    weight = TABLES.discards.weight
    assert weight(Record.HIGH_ALARM_UNATTENDED, sent=True, age=0) == 15
    assert weight(Record.HIGH_ALARM_UNATTENDED, sent=False, age=math.inf) == 10
    assert weight(Record.HIGH_ALARM_UNATTENDED, sent=False, age=0) == 5


def test_section_7_12_gives_the_deadlines() -> None:
    times = [(TABLES.deadlines[one].transmission, TABLES.deadlines[one].response) for one in range(10)]
    assert times[:6] == [(0.06, 0.2), (1, 3), (10, 30), (1, 3), (0.06, 0.2), (1, 3)]
    assert times[6:] == [(60, 180)] * 4
    assert [one for one in range(10) if TABLES.deadlines[one].presence] == [0]
    assert TABLES.deadlines[0].presence == 60


def test_every_table_says_where_it_comes_from_and_which_version_it_is() -> None:
    assert set(TABLES.versions) == set(TABLES.sources) == set(NAMES)
    assert all("PUCRS 2007" in source for name, source in TABLES.sources.items() if name != "shifts")
    assert "A choice of this project" in TABLES.sources["shifts"]


def test_why_a_table_was_edited_stands_in_it_and_changes_nothing() -> None:
    contents = default_contents()
    contents["escalation"]["reason"] = "dois postos no mesmo andar"
    assert read_tables(contents).escalation == TABLES.escalation
    contents["escalation"]["reason"] = 7
    with pytest.raises(KnownError, match="text"):
        read_tables(contents)


def test_shifts_are_edited_and_checked_as_the_other_tables() -> None:
    contents = default_contents()
    contents["shifts"]["shift"][0]["ends"] = "13:00"
    assert read_tables(contents).shifts[0].ends.hour == 13
    contents["shifts"]["shift"][0]["ends"] = "25:00"
    with pytest.raises(KnownError, match="word"):
        read_tables(contents)


def _group(content: dict[str, Any], number: int = 0) -> dict[str, Any]:
    group: dict[str, Any] = content["escalation"]["group"][number]
    return group


def _set(table: str, row: int, field: str, value: object, rows: str = "row") -> Edit:
    return lambda content: content[table][rows][row].__setitem__(field, value)


def _level(field: str, value: object) -> Edit:
    return lambda content: _group(content)["levels"][1].__setitem__(field, value)


WRONG: list[tuple[str, str, Edit]] = [
    ("no_failsafe", "group 1, failsafe", lambda content: _group(content).pop("failsafe")),
    ("no_failsafe", "group 3, failsafe", lambda content: _group(content, 2).__setitem__("failsafe", [])),
    ("left_out", "group", lambda content: content["escalation"]["group"].pop(1)),
    ("twice", "group 2, priorities", lambda content: _group(content, 1).__setitem__("priorities", [0])),
    ("number", "group 1, levels 2, attempts", _level("attempts", 0)),
    ("number", "group 1, levels 2, attempts", _level("attempts", 1.5)),
    ("number", "group 1, levels 2, limit", _level("limit", 2.9)),
    ("number", "group 1, levels 2, limit", _level("limit", math.nan)),
    ("number", "group 1, levels 2, interval", _level("interval", True)),
    ("too_short", "group 1, levels 2, interval", _level("interval", 0.12)),
    ("machine_alone", "group 1, levels 2, targets", _level("targets", ["machine:lift"])),
    ("machine_alone", "group 1, failsafe", lambda content: _group(content).__setitem__("failsafe", ["machine:light"])),
    ("word", "group 1, levels 2, targets", _level("targets", ["group_z"])),
    ("word", "group 1, levels 2, targets", _level("targets", ["user:"])),
    ("twice", "group 1, levels 2, targets", _level("targets", ["local_post", "local_post"])),
    ("unknown", "group 1, levels 2, atempts", _level("atempts", 3)),
    ("fixed", "row 3, discard", _set("priorities", 2, "discard", True)),
    ("fixed", "row 5, idle", _set("priorities", 4, "idle", True)),
    ("fixed", "row 1, code", _set("priorities", 0, "code", "low")),
    ("number", "row 1, period", _set("priorities", 0, "period", 0)),
    ("left_out", "row", lambda content: content["priorities"]["row"].pop(9)),
    ("too_short", "row 1, response", _set("deadlines", 0, "response", 0.05)),
    ("missing", "critical, presence", lambda content: content["deadlines"]["row"][0].pop("presence")),
    ("left_out", "row", _set("deadlines", 4, "priorities", [6, 7, 8])),
    ("number", "row 5, priorities", _set("deadlines", 4, "priorities", [6, 7, 8, 10])),
    ("list", "row 5, priorities", _set("deadlines", 4, "priorities", [])),
    (
        "word",
        "nursing, data, gossip",
        lambda content: content["distribution"]["class"][3]["data"].update(gossip="none"),
    ),
    ("word", "nursing, data, alarm_0", lambda content: content["distribution"]["class"][3]["data"].update(alarm_0="x")),
    (
        "word",
        "nursing, data, personal",
        lambda content: content["distribution"]["class"][3]["data"].update(personal="none"),
    ),
    ("nobody", "alarm_2", lambda content: content["distribution"]["class"][3]["data"].pop("alarm_2")),
    ("fixed", "machine, names", _set("distribution", 6, "names", "source", "class")),
    ("flag", "class 1, by_patient", _set("distribution", 0, "by_patient", "yes", "class")),
    ("missing", "topics, infusion", lambda content: content["distribution"]["topics"].pop("infusion")),
    ("text", "class 2, label, en", lambda content: content["distribution"]["class"][1]["label"].update(en=" ")),
    ("number", "row 1, silent_after", _set("equipment", 0, "silent_after", 0)),
    ("number", "row 1, exit_priority", _set("equipment", 0, "exit_priority", -1)),
    ("number", "row 2, exit_priority", _set("equipment", 1, "exit_priority", -1)),
    ("left_out", "row", lambda content: content["equipment"]["row"].pop(3)),
    ("word", "row 1, code", _set("discards", 0, "code", "everything")),
    ("word", "when_full", lambda content: content["discards"].__setitem__("when_full", "burn")),
    ("missing", "version", lambda content: content["discards"].pop("version")),
    ("missing", "version", lambda content: content.pop("equipment")),
]


@pytest.mark.parametrize(("what", "field", "edit"), WRONG, ids=[f"{code} {field}" for code, field, _ in WRONG])
def test_a_wrong_edit_is_refused_with_its_field(what: str, field: str, edit: Edit) -> None:
    content = default_contents()
    edit(content)
    with pytest.raises(KnownError) as refused:
        read_tables(content)
    assert (refused.value.code, refused.value.values["field"]) == (f"router_tables.{what}", field)
    assert field in error_text(refused.value.code, refused.value.values) or what == "left_out"


def test_an_edit_that_is_allowed_is_taken() -> None:
    content = default_contents()
    _level("targets", ["user:ana", "machine:lift"])(content)
    _set("priorities", 6, "period", 600)(content)
    edited: Tables = read_tables(content)
    assert edited.escalation[0].levels[1].targets == ("user:ana", "machine:lift")
    assert edited.period(6) == 600
    assert default_tables().period(6) == 300
