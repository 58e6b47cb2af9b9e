"""What is said of a version of the rules, a change, a step, a reason. Pure."""

from collections.abc import Iterable, Mapping

from app.clinic.risk.rules import RuleBase
from app.clinic.rule_admin.difference import RuleChange
from app.clinic.rule_admin.service import APPROVALS_NEEDED, RuleStep, RuleVersion
from app.clinic.rule_admin.trial import CLASS_BOUNDS
from ui.texts import chosen_language, tr, tr_count
from ui.texts.formats import show_instant


def standing(version: RuleVersion) -> tuple[str, str, str]:
    """Words, colour token and shape of where a version stands."""
    if version.in_force:
        return tr("rule_admin.is_in_force"), "success", "circle"
    if version.approvers:
        count = APPROVALS_NEEDED - len(version.approvers)
        return tr_count("rule_admin.lacks", count), "warn", "diamond"
    if version.was_in_force:
        return tr("rule_admin.was_in_force"), "neutral", "bar"
    if version.shipped:
        return tr("rule_admin.shipped_only"), "info", "square"
    return tr("rule_admin.only_loaded"), "info", "square"


def waits_for(version: RuleVersion, account_id: str) -> bool:
    """Whether this version was never in force and this person has not approved it."""
    return not version.in_force and not version.was_in_force and account_id not in version.approvers


def step_words(step: RuleStep) -> str:
    """`Aprovada`, `Em vigor, com a atualização do programa`."""
    if step.step == "in_force":
        if step.by_program:
            return tr("rule_admin.step_by_program")
        return tr("rule_admin.step_back") if step.reason else tr("rule_admin.step_in_force")
    return tr(f"rule_admin.step_{step.step}")


def who(step: RuleStep) -> str:
    """The person's name, or the program."""
    return tr("rule_admin.the_program") if step.by_program else step.by


def approvals_words(version: RuleVersion, zone: str) -> str:
    """Who approved, and who is still needed."""
    words = tr("rule_admin.approvals", count=len(version.approvers), needed=APPROVALS_NEEDED)
    named = [tr("rule_admin.approved_by", name=one.by, at=show_instant(one.at, zone)) for one in version.approvals]
    lacking = APPROVALS_NEEDED - len(version.approvers)
    still = [tr_count("rule_admin.needed", lacking)] if lacking > 0 else []
    return " ".join([words, *named, *still])


def change_words(change: RuleChange) -> str:
    """One sentence for one change."""
    return tr(f"rule_changes.{change.code}", **change.values_in(chosen_language()))


def parted(changes: Iterable[RuleChange]) -> tuple[list[str], list[str]]:
    """The sentences of what can change somebody's points or class, and of what changes words only."""
    every = list(changes)
    return (
        [change_words(one) for one in every if one.moves_points],
        [change_words(one) for one in every if not one.moves_points],
    )


def because_words(codes: Iterable[str], bases: Iterable[RuleBase]) -> str:
    """`Idade, Hipertensão`: the factors through which somebody would move."""
    known = list(bases)
    return ", ".join(because(code, known) for code in codes)


def because(code: str, bases: Iterable[RuleBase]) -> str:
    """One factor's name, from the first rule base that knows it."""
    if code == CLASS_BOUNDS:
        return tr("rule_admin.class_bounds")
    for rules in bases:
        named = rules.by_code.get(code) or rules.counts_once.get(code)
        if named is not None:
            return named.label.in_language(chosen_language())
    return code


def problem_words(code: str, values: Mapping[str, object]) -> str:
    """What is wrong in a rule file, without its line."""
    return tr(f"risk.problem_{code}", **values)
