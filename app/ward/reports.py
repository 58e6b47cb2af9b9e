"""What devices report besides vital signs and alarms: the topics of `resources/ward/reports.toml` and their words."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).resolve().parents[2] / "resources" / "ward" / "reports.toml"


@dataclass(frozen=True)
class ReportedValue:
    """One value of a report: its label by language, and its unit (empty for words and counts)."""

    label: Mapping[str, str]
    unit: str


@dataclass(frozen=True)
class Topic:
    """One kind of report; `priority` as in table 18, `period` the usual seconds between two (0: as it happens)."""

    code: str
    label: Mapping[str, str]
    priority: int
    period: float
    values: Mapping[str, ReportedValue]


@cache
def topics() -> Mapping[str, Topic]:
    """By code."""
    return {one["code"]: _topic(one) for one in _content()["topic"]}


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """The labels, by language, of values that are codes."""
    return dict(_content()["words"])


def value_words(
    topic: Topic, values: Mapping[str, float | str | None], language: str, number: Callable[[float], str]
) -> tuple[str, ...]:
    """The values of a report as people read them, in the order in which they came: "Velocidade 5 ml/h".
    `number` writes a number in that language; what is not known is a dash."""
    return tuple(_value_words(topic.values.get(name), name, value, language, number) for name, value in values.items())


def _value_words(
    known: ReportedValue | None, name: str, value: float | str | None, language: str, number: Callable[[float], str]
) -> str:
    if isinstance(value, str):
        return words().get(value, {}).get(language, value)
    label, unit = (known.label[language], known.unit) if known is not None else (name, "")
    # What belongs together is not broken into two lines.
    return f"{label} {'–' if value is None else number(value)}\u00a0{unit}".rstrip()


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _topic(read: dict[str, Any]) -> Topic:
    values = {code: ReportedValue(_without_unit(one), one["unit"]) for code, one in read["values"].items()}
    return Topic(read["code"], read["label"], int(read["priority"]), float(read["period"]), values)


def _without_unit(one: Mapping[str, str]) -> dict[str, str]:
    return {language: text for language, text in one.items() if language != "unit"}
