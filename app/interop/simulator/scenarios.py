"""Reading scenarios (`resources/ward/scenarios/*.toml`) and whole wards (`resources/ward/wards/*.toml`).

A file is taken whole or refused with every entry that is wrong, each as field, value and what was expected.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.interop.simulator.targets import TARGETS, USUAL_RATE, Flag, Number, Rhythm, Word
from app.interop.simulator.timeline import Scenario, Step
from app.kernel.errors import KnownError

FOLDER: Final = Path(__file__).resolve().parents[3] / "resources" / "ward"
MOST_BEDS: Final = 120
MOST_STEPS: Final = 200
LONGEST_SECONDS: Final = 7 * 86_400.0
_MOST_BYTES: Final = 200_000
_MOST_PROBLEMS: Final = 50
_LANGUAGES: Final = ("pt_BR", "en")
_HEAD: Final = frozenset({"code", "label", "about", "repeat_after", "start", "step"})
_STEP: Final = frozenset({"at", "over"})


@dataclass(frozen=True)
class Problem:
    """One entry that cannot be taken."""

    field: str
    value: str
    expected: str


class Problems:
    """What is wrong with one file, gathered so that it can be mended in one go."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: list[Problem] = []

    def add(self, field: str, value: object, expected: str) -> None:
        """Note one."""
        self._found.append(Problem(field, str(value)[:60], expected))

    def raise_any(self) -> None:
        """KnownError simulator.file_refused with the first one's `field`, `value`, `expected`, `count`, `problems`."""
        if self._found:
            first = self._found[0]
            raise KnownError(
                "simulator.file_refused",
                file=self._file,
                field=first.field,
                value=first.value,
                expected=first.expected,
                count=len(self._found),
                problems=tuple(self._found[:_MOST_PROBLEMS]),
            )


def scenario_codes() -> tuple[str, ...]:
    """Those that are shipped."""
    return tuple(path.stem for path in sorted((FOLDER / "scenarios").glob("*.toml")))


def load_scenario(name: str) -> Scenario:
    """A shipped scenario by code, or any file by its path; KnownError simulator.unknown_scenario, .file_refused."""
    shipped = FOLDER / "scenarios" / f"{name}.toml"
    path = shipped if name in scenario_codes() else Path(name)
    if path is not shipped and not path.is_file():
        raise KnownError("simulator.unknown_scenario", name=name, known=", ".join(scenario_codes()))
    return read_scenario(read_toml(path), path.name)


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a file of ours; KnownError simulator.file_refused where it is no TOML."""
    problems = Problems(path.name)
    try:
        raw = path.read_bytes()
        if len(raw) <= _MOST_BYTES:
            return tomllib.loads(raw.decode("utf-8"))
        problems.add("", f"{len(raw)} bytes", f"<= {_MOST_BYTES} bytes")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError) as error:
        problems.add("", error, "TOML, UTF-8")
    problems.raise_any()
    raise AssertionError("a problem was noted and not raised")


def read_scenario(content: Mapping[str, Any], file: str) -> Scenario:
    """The scenario in a decoded file; KnownError simulator.file_refused naming every entry that is wrong."""
    problems = Problems(file)
    for key in sorted(set(content) - _HEAD):
        problems.add(key, content[key], " | ".join(sorted(_HEAD)))
    start = _table(content, "start", problems)
    _check_values("start", start, problems, flags=True)
    steps = _steps(content, problems)
    repeat = content.get("repeat_after")
    if repeat is not None:
        repeat = number(repeat, "repeat_after", (1.0, LONGEST_SECONDS), problems)
    scenario = Scenario(read_code(content, problems), read_label(content, problems), start, steps, repeat)
    problems.raise_any()
    return scenario


def read_code(content: Mapping[str, Any], problems: Problems) -> str:
    """The file's own short name."""
    code = content.get("code")
    if isinstance(code, str) and code and code.replace("-", "").replace("_", "").isalnum():
        return code
    problems.add("code", code, "a-z 0-9 - _")
    return ""


def read_label(content: Mapping[str, Any], problems: Problems) -> dict[str, str]:
    """Its name for people, in every language."""
    label = content.get("label")
    if (
        isinstance(label, dict)
        and set(label) == set(_LANGUAGES)
        and all(isinstance(one, str) for one in label.values())
    ):
        return dict(label)
    problems.add("label", label, "{ pt_BR = …, en = … }")
    return {}


def number(value: object, field: str, bounds: tuple[float, float], problems: Problems) -> float:
    """A finite number within the bounds; the lower one with a problem noted where it is none."""
    low, high = bounds
    if isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high:
        return float(value)
    problems.add(field, value, f"{low:g} .. {high:g}")
    return low


def tables(content: Mapping[str, Any], key: str, most: int, problems: Problems) -> Sequence[Mapping[str, Any]]:
    """The tables of `[[key]]`."""
    found = content.get(key, [])
    if isinstance(found, list) and len(found) <= most and all(isinstance(one, dict) for one in found):
        return found
    problems.add(key, found, f"[[{key}]], <= {most}")
    return []


def _table(content: Mapping[str, Any], key: str, problems: Problems) -> dict[str, Any]:
    found = content.get(key, {})
    if isinstance(found, dict):
        return dict(found)
    problems.add(key, found, f"[{key}]")
    return {}


def _steps(content: Mapping[str, Any], problems: Problems) -> tuple[Step, ...]:
    steps: list[Step] = []
    for place, table in enumerate(tables(content, "step", MOST_STEPS, problems), 1):
        where = f"step {place}"
        at = number(table.get("at"), f"{where}: at", (0.0, LONGEST_SECONDS), problems)
        if steps and at < steps[-1].at:
            problems.add(f"{where}: at", at, f">= {steps[-1].at:g}")
        over = number(table.get("over", 0), f"{where}: over", (0.0, LONGEST_SECONDS), problems)
        values = {key: value for key, value in table.items() if key not in _STEP}
        _check_values(where, values, problems, flags=False)
        steps.append(Step(at, over, values))
    return tuple(steps)


def _check_values(where: str, values: dict[str, Any], problems: Problems, *, flags: bool) -> None:
    for key in list(values):
        target, field = TARGETS.get(key), f"{where}: {key}"
        if isinstance(target, Number):
            number(values[key], field, (target.low, target.high), problems)
        elif isinstance(target, Word):
            if values[key] not in target.spoken():
                problems.add(field, values[key], " | ".join(target.spoken()))
        elif isinstance(target, Flag) and flags:
            if not isinstance(values[key], bool):
                problems.add(field, values[key], "true | false")
        else:
            known = [name for name, one in TARGETS.items() if flags or not isinstance(one, Flag)]
            problems.add(field, values[key], " | ".join(known))
            del values[key]
    _check_together(where, values, problems)


def _check_together(where: str, values: Mapping[str, Any], problems: Problems) -> None:
    """What two values of one step must be to each other."""
    high, low = values.get("systolic"), values.get("diastolic")
    if isinstance(high, (int, float)) and isinstance(low, (int, float)) and high < low + 5:
        problems.add(f"{where}: systolic", high, f">= diastolic + 5 = {low + 5:g}")
    rhythm, rate = values.get("rhythm"), values.get("heart_rate")
    named = next((one for one in USUAL_RATE if one.name.lower() == rhythm), None)
    if named is not None and isinstance(rate, (int, float)):
        number(rate, f"{where}: heart_rate", USUAL_RATE[Rhythm(named)], problems)
