"""What devices report besides vital signs and alarms: the topics of `resources/ward/reports.toml` and their words."""

import tomllib
from collections.abc import Mapping
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


def _content() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _topic(read: dict[str, Any]) -> Topic:
    values = {code: ReportedValue(_without_unit(one), one["unit"]) for code, one in read["values"].items()}
    return Topic(read["code"], read["label"], int(read["priority"]), float(read["period"]), values)


def _without_unit(one: Mapping[str, str]) -> dict[str, str]:
    return {language: text for language, text in one.items() if language != "unit"}
