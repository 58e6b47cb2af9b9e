"""A whole simulated ward: which bed follows which scenario from when on, and what fails in the building."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from app.interop.simulator.scenarios import (
    FOLDER,
    LONGEST_SECONDS,
    MOST_BEDS,
    Problems,
    load_scenario,
    number,
    read_code,
    read_label,
    read_toml,
    scenario_codes,
    tables,
)
from app.interop.simulator.timeline import Scenario
from app.kernel.errors import KnownError

PLANT: Final = {
    "generator": "generator_failed",
    "oxygen": "oxygen_supply_low",
    "compressed_air": "air_supply_low",
    "vacuum": "vacuum_low",
}
"""The building's equipment and the event that its failure raises."""
_GOLDEN: Final = 61.803
"""Seconds between the beginnings of beds that share a scenario, where nothing else is said."""


class How(StrEnum):
    """What happens to equipment of the building: it alarms, says nothing any more, or goes with a word."""

    FAILS = "fails"
    SILENT = "silent"
    LEAVES = "leaves"


@dataclass(frozen=True)
class Failure:
    """To `equipment` (a key of PLANT) it happens `at` seconds after the ward began; after `lasts` it is as before."""

    equipment: str
    at: float
    lasts: float
    how: How = How.FAILS

    def is_now(self, equipment: str, now: float) -> bool:
        """Whether this equipment is in that state."""
        return self.equipment == equipment and self.at <= now < self.at + self.lasts


@dataclass(frozen=True)
class Plan:
    """For each bed, from the first on: its scenario and when (seconds; negative: it is under way) that begins."""

    code: str
    beds: tuple[tuple[Scenario, float], ...]
    failures: tuple[Failure, ...] = ()

    def limited(self, beds: int) -> "Plan":
        """The first so many beds; more than there are go around again."""
        found = [self.beds[place % len(self.beds)] for place in range(beds)]
        return Plan(self.code, tuple(found), self.failures)


def ward_codes() -> tuple[str, ...]:
    """The wards that are shipped."""
    return tuple(path.stem for path in sorted((FOLDER / "wards").glob("*.toml")))


def same_for_all(scenario: Scenario, beds: int, spread: float = 0.0) -> Plan:
    """Every bed the same scenario, each `spread` seconds after the one before."""
    check_beds(beds)
    return Plan(scenario.code, tuple((scenario, place * spread) for place in range(beds)))


def check_beds(beds: int) -> None:
    """KnownError simulator.beds_refused outside of 1 to 120."""
    if not 1 <= beds <= MOST_BEDS:
        raise KnownError("simulator.beds_refused", value=beds, most=MOST_BEDS)


def load_plan(name: str) -> Plan:
    """A shipped ward by code, or any file by its path; KnownError simulator.unknown_ward, .file_refused."""
    shipped = FOLDER / "wards" / f"{name}.toml"
    path = shipped if name in ward_codes() else Path(name)
    if path is not shipped and not path.is_file():
        raise KnownError("simulator.unknown_ward", name=name, known=", ".join(ward_codes()))
    return read_plan(read_toml(path), path.name)


def read_plan(content: Mapping[str, Any], file: str) -> Plan:
    """The ward in a decoded file; KnownError simulator.file_refused naming every entry that is wrong."""
    problems = Problems(file)
    for key in sorted(set(content) - {"code", "label", "beds", "group", "failure"}):
        problems.add(key, content[key], "code | label | beds | group | failure")
    code = read_code(content, problems)
    read_label(content, problems)
    count = int(number(content.get("beds"), "beds", (1, MOST_BEDS), problems))
    beds: dict[int, tuple[str, float]] = {}
    for place, group in enumerate(tables(content, "group", MOST_BEDS, problems), 1):
        _read_group(group, f"group {place}", count, beds, problems)
    failures = [
        _read_failure(table, f"failure {place}", problems)
        for place, table in enumerate(tables(content, "failure", 100, problems), 1)
    ]
    problems.raise_any()
    scenarios = {name: load_scenario(name) for name in sorted({name for name, _ in beds.values()} | {"quiet"})}
    chosen = [beds.get(bed, ("quiet", -_GOLDEN * bed)) for bed in range(1, count + 1)]
    return Plan(code, tuple((scenarios[name], begins) for name, begins in chosen), tuple(failures))


def _read_group(
    group: Mapping[str, Any], where: str, count: int, beds: dict[int, tuple[str, float]], problems: Problems
) -> None:
    for key in sorted(set(group) - {"beds", "scenario", "begins", "spread"}):
        problems.add(f"{where}: {key}", group[key], "beds | scenario | begins | spread")
    scenario = group.get("scenario")
    if scenario not in scenario_codes():
        problems.add(f"{where}: scenario", scenario, " | ".join(scenario_codes()))
    begins = number(group.get("begins", 0), f"{where}: begins", (-LONGEST_SECONDS, LONGEST_SECONDS), problems)
    spread = number(group.get("spread", 0), f"{where}: spread", (-LONGEST_SECONDS, LONGEST_SECONDS), problems)
    for place, bed in enumerate(_bed_numbers(group.get("beds"), where, count, problems)):
        if bed in beds:
            problems.add(f"{where}: beds", bed, "each bed once")
        beds[bed] = (str(scenario), begins + place * spread)


def _bed_numbers(value: object, where: str, count: int, problems: Problems) -> Sequence[int]:
    """A list of bed numbers, in which a pair [first, last] stands for all between."""
    if not isinstance(value, list) or not value:
        problems.add(f"{where}: beds", value, "[1, 2, [5, 9]]")
        return []
    found: list[int] = []
    for one in value:
        pair = one if isinstance(one, list) else [one, one]
        if len(pair) == 2 and all(type(end) is int for end in pair) and 1 <= pair[0] <= pair[1] <= count:
            found += range(pair[0], pair[1] + 1)
        else:
            problems.add(f"{where}: beds", one, f"1 .. {count}")
    return found


def _read_failure(table: Mapping[str, Any], where: str, problems: Problems) -> Failure:
    for key in sorted(set(table) - {"equipment", "at", "lasts", "how"}):
        problems.add(f"{where}: {key}", table[key], "equipment | at | lasts | how")
    equipment = table.get("equipment")
    if equipment not in PLANT:
        problems.add(f"{where}: equipment", equipment, " | ".join(PLANT))
    at = number(table.get("at"), f"{where}: at", (0.0, LONGEST_SECONDS), problems)
    lasts = number(table.get("lasts"), f"{where}: lasts", (1.0, LONGEST_SECONDS), problems)
    how = table.get("how", How.FAILS.value)
    if how not in tuple(How):
        problems.add(f"{where}: how", how, " | ".join(How))
        how = How.FAILS.value
    return Failure(str(equipment), at, lasts, How(how))
