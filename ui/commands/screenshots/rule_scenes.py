"""The administration of the rule base."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from app.clinic.risk.loader import DEFAULT_FILE, default_rule_base
from app.clinic.rule_admin.service import RuleVersion
from app.security.roles import Role
from ui.administration.page import AdministrationPage
from ui.administration.rules.section import RulesSection
from ui.commands.screenshots.stage import Stage

_VERSIONS, _TRIAL, _HISTORY = 1, 1, 2
_WRONG = (
    ("{above: 35, points: 1,", "{above: 35, points: -1,"),
    ("{code: RH, below: 5,", "{code: RH, below: 4,"),
    ("section: clinical", "section: clinica"),
)
_PROPOSED = (
    (f'version: "{default_rule_base().version}"', 'version: "2026.3-municipal"'),
    ("{above: 35, points: 1,", "{above: 35, points: 3,"),
    ("{code: single, points: 1,", "{code: single, points: 0.5,"),
    ("{code: RH, below: 5,", "{code: RH, below: 4.5,"),
    ("{code: ARSE, from: 5,", "{code: ARSE, from: 4.5,"),
)


def versions(stage: Stage) -> None:
    """The versions as the coordinator sees them, and one that waits for a second person."""
    section = _section(stage, Role.COORDINATOR)
    section.tabs.choose(_VERSIONS)
    stage.shoot("rules-versions")
    section.open_version(_waiting(stage).sha256)
    stage.shoot("rules-version")
    assert section.version is not None
    section.version.tabs.choose(_HISTORY)
    stage.shoot("rules-history")
    question = section.version.ask_approval()
    stage.shoot("rules-approve")
    question.abandon()


def refused(stage: Stage) -> None:
    """A file with mistakes: each with its line."""
    section = _section(stage, Role.COORDINATOR)
    _load(stage, section, "regras-com-erros.yaml", _changed(*_WRONG))
    stage.shoot("rules-refused")


def trial(stage: Stage) -> None:
    """A new version: what changes, who would move."""
    section = _section(stage, Role.COORDINATOR)
    _load(stage, section, "regras.yaml", _changed(*_PROPOSED))
    stage.shoot("rules-loaded")
    assert section.version is not None
    section.banner.hide()
    section.version.tabs.choose(_TRIAL)
    stage.shoot("rules-not-tried")
    section.version.trial.start()
    stage.settle()
    stage.shoot("rules-tried")


def own_approval(stage: Stage) -> None:
    """Who approved cannot approve again."""
    section = _section(stage, Role.DOCTOR)
    section.open_version(_waiting(stage).sha256)
    stage.shoot("rules-own-approval")


def in_force(stage: Stage) -> None:
    """The second approval puts them into force; a nurse is told; the coordinator goes back with a reason."""
    section = _section(stage, Role.COORDINATOR)
    section.open_version(_waiting(stage).sha256)
    assert section.version is not None
    section.version.approve()
    stage.settle()
    stage.shoot("rules-in-force")
    shell = stage.enter(Role.NURSE, "pregnancy")
    stage.shoot("rules-news")
    sheet = shell.rule_news.look_closer()
    stage.shoot("rules-news-sheet")
    if sheet is not None:
        sheet.abandon()
    section = _section(stage, Role.COORDINATOR)
    before = next(one for one in _known(stage) if one.was_in_force and not one.in_force)
    section.open_version(before.sha256)
    assert section.version is not None
    section.version.begin_roll_back()
    stage.shoot("rules-roll-back")
    # The walk goes on with the rules that it began with.
    stage.station.rule_admin.roll_back(stage.session(Role.COORDINATOR), before.sha256, "Erro nos pontos da idade")
    section.refresh()
    stage.settle()
    stage.shoot("rules-rolled-back")


def _known(stage: Stage) -> tuple[RuleVersion, ...]:
    return stage.station.rule_admin.versions(stage.session(Role.COORDINATOR))


def _waiting(stage: Stage) -> RuleVersion:
    return next(one for one in _known(stage) if one.approvers and not one.in_force)


def _section(stage: Stage, role: Role) -> RulesSection:
    page = stage.enter(role, "administration", "rules").current()
    assert isinstance(page, AdministrationPage)
    assert isinstance(page.page, RulesSection)
    return page.page


def _load(stage: Stage, section: RulesSection, name: str, text: str) -> None:
    with TemporaryDirectory(prefix="plantao-walk-") as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8")
        section.load_file(path)
        stage.settle()


def _changed(*replacements: tuple[str, str]) -> str:
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    for old, new in replacements:
        text = text.replace(old, new, 1)
    return text


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("versions", versions),
    ("refused", refused),
    ("trial", trial),
    ("own approval", own_approval),
    ("in force", in_force),
)
