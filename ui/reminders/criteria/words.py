"""Conditions in words: what each asks, and what it says as a whole."""

from datetime import date, timedelta

from app.clinic import municipalities
from app.reminders.attributes import attributes
from app.reminders.criteria import Condition, fields
from ui.texts import has_text, in_chosen, tr, tr_count
from ui.texts.formats import show_date
from ui.widgets.badges import risk_look

RISK_CODES = ("RH", "ARSE", "ARCE")


def field_words(code: str) -> str:
    """What a condition is called: of the record by our own texts, of an attribute by its label."""
    known = attributes().get(code)
    return in_chosen(known.labels) if known else tr(f"criteria_editor.field_{code}")


def value_words(field: str, value: str) -> str:
    """One value of a condition, as people call it."""
    if field == "risk_class":
        return risk_look(value)[0]
    if field == "municipality":
        found = municipalities.by_code(value)
        return f"{found.name} ({found.state})" if found else value
    known = attributes().get(field)
    return in_chosen(known.choices[value]) if known and value in known.choices else value


def values_of(field: str) -> tuple[str, ...]:
    """What may be chosen for a field of values that has few of them."""
    return RISK_CODES if field == "risk_class" else tuple(attributes()[field].choices)


def unit_of(field: str) -> str:
    """What the numbers of a field count."""
    key = f"criteria_editor.unit_{field}"
    return tr(key) if has_text(key) else tr("criteria_editor.unit_days")


def condition_words(one: Condition, today: date | None = None) -> str:
    """A whole condition: "Idade gestacional: de 28 a 32 semanas". With `today`, days are also said as dates."""
    return f"{field_words(one.field)}: {_says(one, today)}"


def days_words(least: int, most: int) -> str:
    """Days counted from today, as one would say them."""
    if least == most == 0:
        return tr("criteria_editor.days_today")
    if least == 0:
        return tr_count("criteria_editor.days_next", most)
    if most == 0:
        return tr_count("criteria_editor.days_last", -least)
    if least > 0:
        return tr("criteria_editor.days_ahead", least=least, most=most)
    if most < 0:
        return tr("criteria_editor.days_ago", least=-most, most=-least)
    return tr("criteria_editor.days_around", least=-least, most=most)


def dates_words(least: int, most: int, today: date) -> str:
    """The same as dates; empty where the calendar does not reach so far."""
    try:
        first, last = today + timedelta(days=least), today + timedelta(days=most)
    except OverflowError:
        return ""
    if first == last:
        return tr("criteria_editor.on_day", day=show_date(first))
    return tr("criteria_editor.from_to", first=show_date(first), last=show_date(last))


def _says(one: Condition, today: date | None) -> str:
    ask = fields()[one.field].ask
    if ask == "yes_no":
        return tr("common.yes" if one.yes else "common.no").lower()
    if ask == "values":
        return tr("criteria_editor.or").join(value_words(one.field, value) for value in one.values)
    least, most = one.least or 0, one.most or 0
    if ask == "between":
        key = "criteria_editor.exactly" if least == most else "criteria_editor.between"
        return tr(key, least=least, most=most, unit=unit_of(one.field))
    words = days_words(least, most)
    return f"{words} ({dates_words(least, most, today)})" if today else words
