"""A disagreement as lines to compare: what each thing is called, both values in words, whether they differ. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.exam_catalogue import exams
from app.clinic.prenatal.facts import Kind
from app.clinic.prenatal.history_questions import groups
from app.clinic.prenatal.vaccine_calendar import vaccines
from app.kernel.clock import local_date
from app.sync.conflicts import Conflict, ConflictKind, Side
from ui.board.vital_words import kind_words
from ui.conflicts.values import ValueContext
from ui.conflicts.vocabulary import COLUMNS, CONTENT, SILENT_CONTENT, is_silent, label_of
from ui.pregnancy.exams.words import exam_words
from ui.pregnancy.words import gestational_words
from ui.texts import chosen_language, has_text, tr
from ui.texts.formats import show_date

Shown = dict[str, tuple[str, str]]
"""Name of a column or of a part of a content → (label, words)."""


@dataclass(frozen=True)
class Line:
    """One thing on both sides; words are empty where a side says nothing about it. `minor`: why it was written so."""

    label: str
    stands: str
    other: str
    minor: bool = False

    @property
    def differs(self) -> bool:
        """Whether there is something to decide."""
        return self.stands != self.other


@dataclass(frozen=True)
class Read:
    """What the words need: the context of values, and her pregnancies by their identifier."""

    values: ValueContext
    pregnancies: Mapping[str, Pregnancy] = field(default_factory=dict)


def lines_of(one: Conflict, read: Read) -> tuple[Line, ...]:
    """Everything that both sides say, what differs first."""
    if one.kind is ConflictKind.PREGNANCY and one.stands.values.get("pregnancy_id") != one.entity_id:
        stands = _pregnancy(str(one.stands.values.get("pregnancy_id")), read)
        other = _pregnancy(one.entity_id, read)
    else:
        context = replace(read.values, names={**read.values.names, **one.names})
        stands, other = _shown(one.entity, one.stands, context), _shown(one.entity, one.other, context)
    names = [*stands, *(name for name in other if name not in stands)]
    found = [_line(name, stands, other) for name in names]
    told = [line for line in found if line.stands or line.other]
    return tuple(sorted(told, key=lambda line: (not line.differs, line.minor)))


def title_of(kind: ConflictKind, entity: str, names: tuple[str, ...]) -> str:
    """What it is about, in a few words; `names` as `app.sync.disagreeing.Topic` has them."""
    if kind in (ConflictKind.PREGNANCY, ConflictKind.MERGE):
        return tr(f"sync.kind_{kind.value}")
    if kind is ConflictKind.FIELDS:
        columns = COLUMNS.get(entity, {})
        shown = [name for name in names if not is_silent(entity, name)] or list(names)
        return " · ".join(label_of(columns.get(name), name) for name in shown)
    code = names[-1] if names else ""
    if entity == "observation":
        return kind_words(code) if has_text(f"pregnancies.kind_{code}") else code
    if entity == "prenatal_fact":
        return " · ".join(part for part in (tr(f"conflicts.fact_{names[0]}"), fact_words(names[0], code)) if part)
    if entity == "referral_event":
        return f"{tr('conflicts.title_referral')} · {tr(f'referrals.kind_{code}')}"
    if entity == "arrival_event":
        return f"{tr('conflicts.title_arrival')} · {tr(f'board.event_{code}')}"
    return tr(f"conflicts.title_{entity}")


def names_of(one: Conflict) -> tuple[str, ...]:
    """The names by which `title_of` knows a conflict."""
    if one.kind is ConflictKind.FIELDS:
        return tuple(sorted(one.other.values))
    values = {**one.stands.values, **one.other.values}
    return tuple(str(values[name]) for name in ("kind", "code") if values.get(name))


def fact_words(kind: str, code: str) -> str:
    """What a fact of the prenatal record is about; empty where its kind says it all."""
    language = chosen_language()
    if kind in (Kind.EXAM_REQUEST, Kind.EXAM_RESULT):
        return exam_words(code) if code in exams() else code
    if kind == Kind.ANSWER:
        questions = {one.code: one.label for group in groups() for one in group.questions}
        return questions[code].in_language(language) if code in questions else code
    if kind == Kind.VACCINE:
        return vaccines()[code].label.in_language(language) if code in vaccines() else code
    areas = {Kind.OUTCOME: "prenatal.outcome", Kind.CALL: "prenatal.call"}
    key = f"{areas[Kind(kind)]}_{code}" if kind in areas else ""
    return tr(key) if key and has_text(key) else ""


def _line(name: str, stands: Shown, other: Shown) -> Line:
    label = (stands.get(name) or other[name])[0]
    minor = name == "reason"
    return Line(label, stands.get(name, ("", ""))[1], other.get(name, ("", ""))[1], minor)


def _shown(entity: str, side: Side, context: ValueContext) -> Shown:
    return values_in_words(entity, side.values, context)


def values_in_words(entity: str, row: Mapping[str, Any], context: ValueContext) -> Shown:
    """A row's columns, and what is in its content, as label and words, in reading order; silent ones are left out."""
    columns, values = COLUMNS.get(entity, {}), dict(row)
    context = replace(context, code=str(values.get("code", "")))
    if entity == "dating_choice":
        values["due_date"] = values.get("lmp")
    found: Shown = {}
    for name in (*columns, *(name for name in values if name not in columns)):
        if name not in values or is_silent(entity, name):
            continue
        if name == "content":
            found |= _content(entity, values, context)
            continue
        said = columns.get(name)
        words = said.show(values[name], context) if said is not None else str(values[name])
        found[name] = (label_of(said, name), words)
    return found


def _content(entity: str, values: Mapping[str, Any], context: ValueContext) -> Shown:
    told = json.loads(str(values["content"]))
    kind = str(values.get("kind", "")) if entity == "prenatal_fact" else entity
    if told is None:
        return {"content": (tr("conflicts.entry"), tr("conflicts.struck_out"))}
    if kind == Kind.ESTIMATE:
        told = {"told": told, "lmp": told["lmp"]}
    known, found = CONTENT.get(kind, {}), {}
    for name in (*known, *(name for name in told if name not in known)):
        if name in told and name not in SILENT_CONTENT:
            said = known.get(name)
            words = said.show(told[name], context) if said is not None else str(told[name])
            found[f"content.{name}"] = (label_of(said, name), words)
    return found


def _pregnancy(pregnancy_id: str, read: Read) -> Shown:
    found = read.pregnancies.get(pregnancy_id)
    if found is None:
        return {"opened": (tr("conflicts.pregnancy_opened"), tr("conflicts.gone"))}
    day, age = show_date(local_date(found.opened_at, read.values.zone)), found.gestational_age
    return {
        "opened": (tr("conflicts.pregnancy_opened"), tr("conflicts.opened_by", date=day, name=found.opened_by)),
        "lmp": (tr("conflicts.dating_lmp"), show_date(found.lmp) if found.lmp else tr("conflicts.not_told")),
        "age": (tr("conflicts.pregnancy_age"), gestational_words(age) if age else tr("conflicts.not_told")),
    }
