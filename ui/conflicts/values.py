"""Stored values as people read them: dates, numbers with their unit, choices by their word, people by their name."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.clinic.dating import due_date
from app.clinic.pregnancies.kinds import kinds
from app.clinic.prenatal.estimates import Estimate, Method, method_of, told_from_json
from app.clinic.prenatal.exam_catalogue import exams
from app.clinic.risk.rules import ChoiceFactor, RuleBase
from app.kernel.clock import from_text
from ui.allergies.words import stored_words
from ui.board.vital_words import choice_words
from ui.board.vital_words import value_words as vital_words
from ui.danger_signs.words import unit_words
from ui.papers.identity import cns_words, cpf_words, phone_words
from ui.pregnancy.dating.words import told_words
from ui.pregnancy.exams.words import exam_words
from ui.pregnancy.exams.words import value_words as exam_value_words
from ui.referrals.words import cause_words, clinic_words, conduct_words, reason_words
from ui.texts import LANGUAGES, chosen_language, has_text, tr
from ui.texts.formats import show_date, show_instant, show_number
from ui.widgets.badges import risk_look


@dataclass(frozen=True)
class ValueContext:
    """What a value needs to be read. `code`: what was observed or examined; `names`: identifier → person or account;
    `estimates`: identifier → estimate of the pregnancy's beginning."""

    zone: str
    code: str = ""
    rules: RuleBase | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    estimates: Mapping[str, Estimate] = field(default_factory=dict)


Show = Callable[[Any, ValueContext], str]


def words(value: Any, _context: ValueContext) -> str:
    """As it was written."""
    return "" if value is None else str(value)


def coded(area: str) -> Show:
    """One of a few codes, by the text `<area>_<code>`."""

    def show(value: Any, _context: ValueContext) -> str:
        key = f"{area}_{value}"
        if value is None:
            return ""
        return tr(key) if has_text(key) else str(value)

    return show


def day(value: Any, _context: ValueContext) -> str:
    """A stored day."""
    return show_date(date.fromisoformat(str(value))) if value else ""


def instant(value: Any, context: ValueContext) -> str:
    """A stored instant, at the unit."""
    return show_instant(from_text(str(value)), context.zone) if value else ""


def cpf(value: Any, _context: ValueContext) -> str:
    """A CPF with its dots."""
    return cpf_words(str(value)) if value else ""


def cns(value: Any, _context: ValueContext) -> str:
    """A CNS in its groups."""
    return cns_words(str(value)) if value else ""


def phone(value: Any, _context: ValueContext) -> str:
    """A telephone number."""
    return phone_words(value)


def yes_no(value: Any, _context: ValueContext) -> str:
    """A switch."""
    return tr("common.yes" if value else "common.no")


def who(value: Any, context: ValueContext) -> str:
    """A person's name; where she is not known here, that she is somebody else."""
    return context.names.get(str(value), tr("conflicts.somebody")) if value else ""


def account(value: Any, context: ValueContext) -> str:
    """The name of whom an account belongs to."""
    return context.names.get(str(value), tr("conflicts.somebody")) if value else ""


def language(value: Any, _context: ValueContext) -> str:
    """A language by its own name."""
    return LANGUAGES.get(str(value), str(value))


def observed(value: Any, context: ValueContext) -> str:
    """A reading; the stored JSON, whose null only strikes out."""
    read = json.loads(value) if isinstance(value, str) else value
    kind = kinds().get(context.code)
    if read is None:
        return tr("conflicts.struck_out")
    if kind is not None and kind.type == "date":
        return day(read, context)
    if kind is None or kind.type == "text":
        return str(read)
    return _choice(context.code, read, context) or vital_words(context.code, read)


def exam_value(value: Any, context: ValueContext) -> str:
    """A result with its unit."""
    what = exams().get(context.code)
    return "" if value is None else exam_value_words(what, value) if what else str(value)


def risk_class(value: Any, _context: ValueContext) -> str:
    """A class by its word."""
    return risk_look(str(value))[0]


def points(value: Any, _context: ValueContext) -> str:
    """A total."""
    return show_number(int(value) if float(value).is_integer() else float(value))


def form(value: Any, context: ValueContext) -> str:
    """The answers of a classification: what counted and what was measured, one a line."""
    answers: Mapping[str, Any] = json.loads(value)
    lines = [_answer(name, one, context) for name, one in answers.items() if one not in (None, "", [])]
    lines += [_factor(code, context) for code in sorted(answers.get("conditions", []))]
    return "\n".join(line for line in lines if line)


def estimate(value: Any, context: ValueContext) -> str:
    """An estimate as it was told."""
    found = context.estimates.get(str(value))
    return (
        told_words(found) if found is not None else tr("conflicts.no_estimate" if value is None else "conflicts.gone")
    )


def told(value: Any, _context: ValueContext) -> str:
    """What an estimate says, from its stored content."""
    said = told_from_json(value)
    lmp = date.fromisoformat(str(value["lmp"]))
    return told_words(Estimate("", Method(method_of(said)), lmp, said, _LONG_AGO, ""))


def due(value: Any, _context: ValueContext) -> str:
    """When the child is due by this last period."""
    return show_date(due_date(date.fromisoformat(str(value)))) if value else ""


def given_on(value: Any, context: ValueContext) -> str:
    """The day of a dose."""
    return day(value, context) or tr("vaccines.long_ago")


def how_many(value: Any, _context: ValueContext) -> str:
    """How long a stored list is."""
    return show_number(len(json.loads(value)))


def allergies(value: Any, _context: ValueContext) -> str:
    """A list of allergies, one a line."""
    return "\n".join(stored_words(one) for one in value or ())


def referral_reason(value: Any, _context: ValueContext) -> str:
    """Why she was referred."""
    return reason_words(str(value))


def conduct(value: Any, _context: ValueContext) -> str:
    """What the hospital does."""
    return conduct_words(str(value))


def clinic(value: Any, _context: ValueContext) -> str:
    """Where she is booked."""
    return clinic_words(value)


def causes(value: Any, _context: ValueContext) -> str:
    """Why an answer is inconclusive."""
    return "\n".join(cause_words(str(one)) for one in value or ())


def exam_names(value: Any, _context: ValueContext) -> str:
    """Exams that are asked for."""
    return "\n".join(exam_words(str(one)) for one in value or ())


def listed(value: Any, _context: ValueContext) -> str:
    """Entries of a list, one a line."""
    return "\n".join(str(one) for one in value or ())


_LONG_AGO = from_text("2000-01-01T00:00:00.000000Z")
_NOT_AN_ANSWER = frozenset(("id", "conditions", "conditions_asked"))


def _answer(name: str, value: Any, context: ValueContext) -> str:
    if name in _NOT_AN_ANSWER:
        return ""
    plain = show_number(value) if isinstance(value, int | float) else choice_words(str(value))
    shown = _choice(name, value, context) or plain
    kind = kinds().get(name)
    return f"{_factor(name, context)}: {shown} {unit_words(kind.unit if kind else None)}".rstrip()


def _factor(code: str, context: ValueContext) -> str:
    factor = context.rules.by_code.get(code) if context.rules is not None else None
    return factor.label.in_language(chosen_language()) if factor is not None else code


def _choice(code: str, value: object, context: ValueContext) -> str:
    """The word of a closed question of the risk form; empty where it is none of them."""
    factor = context.rules.by_code.get(code) if context.rules is not None else None
    if not isinstance(factor, ChoiceFactor):
        return ""
    return next((one.label.in_language(chosen_language()) for one in factor.values if one.code == value), "")
