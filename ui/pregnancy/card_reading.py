"""What the risk card says, worked out without any widget: headline, what counts, what is open, where that leads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.clinic.risk.assessment import AssessedFactor, Assessment, UnknownFactor
from app.clinic.risk.rules import ChoiceValue, ConditionFactor, NumberFactor, NumberRange, RuleBase
from ui.texts import chosen_language, has_text, tr, tr_count
from ui.texts.formats import show_number
from ui.theme.tokens import RISK_CLASSES

_NAMED_EXAMPLES = 3


class Certainty(StrEnum):
    """How far the class may be trusted."""

    NOTHING = "nothing"
    PROVISIONAL = "provisional"
    CERTAIN = "certain"


@dataclass(frozen=True)
class OpenAnswer:
    """A missing answer as a line of the card. `decides`: this answer alone could raise the class;
    `most`: the points that it could add."""

    code: str
    words: str
    effect: str
    decides: bool
    most: float


@dataclass(frozen=True)
class CardReading:
    """Everything the card shows. `big` and `small` are the two parts of the class' name ("Alto risco", "com …").

    `held_back`: what was measured and does not count yet, or must be acted on first; empty where there is nothing.
    """

    certainty: Certainty
    class_code: str | None
    big: str
    small: str
    overline: str
    total: str
    warnings: tuple[str, ...]
    fired: tuple[AssessedFactor, ...]
    open_answers: tuple[OpenAnswer, ...]
    held_back: str = ""


def read_card(
    assessment: Assessment,
    unknown: tuple[UnknownFactor, ...],
    rules: RuleBase,
    *,
    empty: bool,
    heading: str,
    held_back: str = "",
) -> CardReading:
    """Turn a result into words; `empty`: nobody has answered anything yet; `heading`: how this
    stands to what is stored; `held_back`: see `CardReading`."""
    certainty = _certainty(assessment, empty=empty)
    big, small = class_words(assessment.risk_class, rules)
    if certainty is Certainty.NOTHING:
        big, small = tr("risk_card.nothing_big"), tr("risk_card.nothing_small")
    open_answers = tuple(_open(one, assessment) for one in unknown)
    return CardReading(
        certainty=certainty,
        class_code=None if certainty is Certainty.NOTHING else assessment.risk_class,
        big=big,
        small=small,
        overline=tr(f"risk_card.overline_{certainty.value}", heading=heading),
        total="" if certainty is Certainty.NOTHING else points(assessment.total),
        warnings=_warnings(assessment, unknown, rules),
        fired=strongest_first(assessment.fired),
        open_answers=tuple(sorted(open_answers, key=lambda one: -one.most)),
        held_back=held_back,
    )


def strongest_first(fired: Iterable[AssessedFactor]) -> tuple[AssessedFactor, ...]:
    """What added points in the order of weight; equal ones stay in the order of the rules."""
    return tuple(sorted(fired, key=lambda factor: -factor.points))


def points(number: float) -> str:
    """`12,5 pontos`."""
    figure = show_number(number) if number % 1 else show_number(int(number))
    return tr("risk_card.points_one" if number == 1 else "risk_card.points_many", points=figure)


def class_words(code: str, rules: RuleBase) -> tuple[str, str]:
    """The class' name in two parts, the second possibly empty; a class of a newer rule base brings its own name."""
    name = class_name(code, rules)
    big, _, small = name.partition(" — ")
    return big, small


def class_name(code: str, rules: RuleBase) -> str:
    """The class' whole name."""
    known = f"common.risk_{code}"
    return tr(known) if has_text(known) else rules.class_label(code).in_language(chosen_language())


def class_look(code: str | None) -> tuple[str, str]:
    """Colour token and shape of a class; a class without its own look is drawn neutral."""
    return RISK_CLASSES.get(code or "", ("neutral", "bar"))


def source_words(factor: AssessedFactor, rules: RuleBase) -> str:
    """Where a factor's points come from."""
    source = rules.sources.get(factor.source)
    return factor.source if source is None else source.label.in_language(chosen_language())


def factor_words(factor: AssessedFactor) -> str:
    """`Peso: mais de 75 kg`."""
    language = chosen_language()
    label = factor.label.in_language(language)
    return label if factor.detail is None else f"{label}: {factor.detail.in_language(language)}"


def _certainty(assessment: Assessment, *, empty: bool) -> Certainty:
    if empty:
        return Certainty.NOTHING
    return Certainty.CERTAIN if assessment.is_certain else Certainty.PROVISIONAL


def _open(one: UnknownFactor, assessment: Assessment) -> OpenAnswer:
    most = max(one.could_add, default=0.0)
    effect = tr("risk_card.could_add", points=show_number(most if most % 1 else int(most))) if most else ""
    decides = any(code != assessment.risk_class for code in one.reachable)
    return OpenAnswer(one.code, one.label.in_language(chosen_language()), effect, decides, most)


def _warnings(assessment: Assessment, unknown: tuple[UnknownFactor, ...], rules: RuleBase) -> tuple[str, ...]:
    """One sentence per class that the missing answers could still lead to, gravest first; the first gives examples."""
    order = [one.code for one in rules.classes]
    now = order.index(assessment.risk_class)
    higher = [code for code in reversed(order) if code in assessment.reachable and order.index(code) > now]
    sentences = []
    for code in higher:
        alone = tuple(one for one in unknown if code in one.reachable)
        name = class_name(code, rules).replace(" — ", " ").upper()
        if not alone:
            sentences.append(tr("risk_card.reach_together", risk_class=name))
        elif sentences:
            sentences.append(tr_count("risk_card.also", len(alone), risk_class=name))
        else:
            sentences.append(_with_examples(name, alone, rules))
    return tuple(sentences)


def _with_examples(name: str, alone: tuple[UnknownFactor, ...], rules: RuleBase) -> str:
    strongest = sorted(alone, key=lambda one: (-max(one.could_add), not _is_condition(one.code, rules)))
    named = ", ".join(_example(one, rules) for one in strongest[:_NAMED_EXAMPLES])
    rest = len(alone) - _NAMED_EXAMPLES
    if rest > 0:
        return tr("risk_card.reach_more", risk_class=name, examples=named, rest=rest)
    return tr("risk_card.reach_few", risk_class=name, examples=named)


def _is_condition(code: str, rules: RuleBase) -> bool:
    return isinstance(rules.by_code[code], ConditionFactor)


def _example(one: UnknownFactor, rules: RuleBase) -> str:
    """A condition's name, or the answer of a question that earns most: "Peso: menos de 45 kg"."""
    language = chosen_language()
    label = one.label.in_language(language)
    factor = rules.by_code[one.code]
    if isinstance(factor, ConditionFactor):
        return label
    answers: Sequence[NumberRange | ChoiceValue] = factor.ranges if isinstance(factor, NumberFactor) else factor.values
    most = max(answers, key=lambda answer: answer.points)
    return f"{label} ({most.label.in_language(language)})"
