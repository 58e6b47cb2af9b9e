"""One row of each table as a person reads it: what it is about, and its values in the words of the screens. Pure."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from app.clinic.allergies.allergens import allergens
from app.clinic.risk.loader import default_rule_base
from app.clinic.risk.rules import RuleBase
from ui.conflicts.lines import fact_words, values_in_words
from ui.conflicts.values import ValueContext
from ui.conflicts.vocabulary import COLUMNS, label_of
from ui.privacy.words import field_words, plain_words, table_words
from ui.reminders.parts.words import channel_words, code_words
from ui.texts import chosen_language, has_text, tr
from ui.texts.formats import show_number
from ui.widgets.badges import risk_look

Pairs = Iterator[tuple[str, str]]
_REFUSED: Final = (ValueError, KeyError, TypeError, AttributeError)
"""What a row raises that an older program, or another, has written in another way: it is shown plainly."""


def row_words(table: str, row: Mapping[str, Any], zone: str) -> list[tuple[str, str]]:
    """Label and value of each thing in it; empty ones are left out."""
    reader = _READERS.get(table)
    if reader is not None:
        try:
            return [(label, value) for label, value in reader(row, zone) if value]
        except _REFUSED:
            pass
    return plain_words(_coded(table, row), zone)


@cache
def _rules() -> RuleBase:
    return default_rule_base()


def factor_words(code: str) -> str:
    """What a factor of the classification is called; one that this program's rules do not have, by its code."""
    factor = _rules().by_code.get(code)
    return factor.label.in_language(chosen_language()) if factor is not None else code.replace("_", " ")


def _known(entity: str, row: Mapping[str, Any], zone: str) -> Pairs:
    context = ValueContext(zone, code=str(row.get("code") or ""), rules=_rules())
    yield from values_in_words(entity, row, context).values()


def _observation(row: Mapping[str, Any], zone: str) -> Pairs:
    code = str(row["code"])
    for number, (label, value) in enumerate(_known("observation", row, zone)):
        yield (_observed(code) if number == 0 else label), value


def _observed(code: str) -> str:
    return tr(f"pregnancies.kind_{code}") if has_text(f"pregnancies.kind_{code}") else factor_words(code)


def _fact(row: Mapping[str, Any], zone: str) -> Pairs:
    kind = str(row["kind"])
    named = fact_words(kind, str(row["code"]))
    yield (tr(f"conflicts.fact_{kind}"), named) if named else (field_words("what"), tr(f"conflicts.fact_{kind}"))
    yield from _known("prenatal_fact", row, zone)


def _assessment(row: Mapping[str, Any], zone: str) -> Pairs:
    result, language = json.loads(row["result"]), chosen_language()
    yield field_words("class_code"), risk_look(str(row["class_code"]))[0]
    yield field_words("total"), show_number(_short(float(row["total"])))
    for one in result.get("factors", []):
        detail = (one.get("detail") or {}).get(language, "")
        told = f"{factor_words(one['code'])}: {detail}" if detail else factor_words(one["code"])
        yield tr("privacy.counted"), f"{told} ({show_number(_short(float(one['points'])))})"
    open_ones = [factor_words(one) for one in result.get("unknown", [])]
    yield tr("privacy.not_asked"), ", ".join(open_ones)
    yield tr("privacy.answers"), dict(_labelled("assessment", row, zone)).get("form", "").replace("\n", "; ")
    yield field_words("rule_base_version"), str(row.get("rule_base_version") or "")
    yield field_words("reason"), str(row.get("reason") or "")


def _labelled(entity: str, row: Mapping[str, Any], zone: str) -> Iterator[tuple[str, str]]:
    context = ValueContext(zone, rules=_rules())
    for name, (_, words) in values_in_words(entity, row, context).items():
        yield name, words


def _short(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def _allergy(row: Mapping[str, Any], zone: str) -> Pairs:
    told = json.loads(row["content"])
    kind = str(row["kind"])
    yield field_words("kind"), tr("privacy.no_allergy") if kind == "none" else tr(f"allergies.kind_{kind}")
    listed = allergens().get(str(told.get("allergen") or ""))
    substance = listed.labels.get(chosen_language(), "") if listed else ""
    yield field_words("substance"), substance or str(told.get("substance") or "")
    left = {name: value for name, value in told.items() if name not in ("allergen", "substance")}
    yield from plain_words({**left, "reason": row.get("reason")}, zone)


def _logged(row: Mapping[str, Any], _zone: str) -> Pairs:
    """Its content stands with the row itself."""
    yield tr(f"privacy.value_{row['operation']}"), table_words(str(row["entity"]))


def _changed(row: Mapping[str, Any], zone: str) -> Pairs:
    entity, name = str(row["entity"]), str(row["field"])
    said = COLUMNS.get(entity, {}).get(name)
    context = ValueContext(zone, rules=_rules())

    def words(told: str | None) -> str:
        value = json.loads(told) if told else None
        if value is None:
            return tr("privacy.empty")
        return said.show(value, context) if said is not None else str(value)

    yield table_words(entity), label_of(said, field_words(name)) if said is not None else field_words(name)
    yield field_words("old_value"), words(row["old_value"])
    yield field_words("new_value"), words(row["new_value"])
    yield field_words("reason"), str(row.get("reason") or "")


def _message(row: Mapping[str, Any], zone: str) -> Pairs:
    told = {**row, "channels": [channel_words(str(one)) for one in json.loads(row["channels"])]}
    for name in ("priority", "status", "reason", "moved"):
        value = told.get(name)
        key = f"reminders.{name}_{value}"
        told[name] = tr(key) if value is not None and has_text(key) else value
    told["channel"] = channel_words(str(row["channel"])) if row.get("channel") else None
    told["heard"] = _heard(str(row.get("heard") or ""))
    yield from plain_words(told, zone)


def _heard(code: str) -> str:
    key = f"reminders.feedback_{code}"
    return tr(key) if has_text(key) else ("" if code == "nothing" else code)


def _attempt(row: Mapping[str, Any], zone: str) -> Pairs:
    key = f"reminders.outcome_{row['outcome']}"
    outcome = tr(key) if has_text(key) else str(row["outcome"])
    yield field_words("channel"), channel_words(str(row["channel"]))
    yield field_words("outcome"), f"{outcome} ({code_words(str(row['code']))})" if row.get("code") else outcome
    yield from plain_words({"started_at": row.get("started_at")}, zone)
    yield tr("privacy.provider_said"), str(row.get("text") or "")


def _feedback(row: Mapping[str, Any], zone: str) -> Pairs:
    yield field_words("channel"), channel_words(str(row["channel"]))
    yield field_words("kind"), _heard(str(row["kind"]))
    yield from plain_words({name: row.get(name) for name in ("heard_at", "address", "text")}, zone)


def _of(table: str) -> Callable[[Mapping[str, Any], str], Pairs]:
    return lambda row, zone: _known(table, row, zone)


def _coded(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Codes that mean one thing in this table and another elsewhere."""
    told = dict(row)
    for name, value in row.items():
        key = f"privacy.{table}_{name}_{value}"
        if isinstance(value, str) and value.isidentifier() and has_text(key):
            told[name] = tr(key)
    return told


_READERS: Final[Mapping[str, Callable[[Mapping[str, Any], str], Pairs]]] = {
    "person": _of("person"),
    "observation": _observation,
    "prenatal_fact": _fact,
    "assessment": _assessment,
    "allergy": _allergy,
    "arrival_event": _of("arrival_event"),
    "referral": _of("referral"),
    "referral_event": _of("referral_event"),
    "change_log": _logged,
    "field_history": _changed,
    "message": _message,
    "message_attempt": _attempt,
    "message_feedback": _feedback,
}
