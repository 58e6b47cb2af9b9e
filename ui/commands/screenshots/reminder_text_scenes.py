"""The texts of the messages and the reminders that follow the record."""

from collections.abc import Callable
from typing import Final, cast

from PySide6.QtCore import QTimer

from app.reminders.template_model import VARIANTS
from app.security.roles import Role
from ui.commands.screenshots.stage import Stage
from ui.reminders.page import RemindersPage
from ui.reminders.rules.page import RulesPage
from ui.reminders.templates.editor import TemplateEditor
from ui.reminders.templates.page import TemplatesPage


def templates_empty(stage: Stage) -> None:
    """No text yet: ready-made ones to begin with."""
    _templates(stage).show_read(((), frozenset()))
    stage.shoot("reminders-texts-none")


def templates(stage: Stage) -> None:
    """The list, one text being changed, a mistake with its place, two variants, the versions."""
    page = _templates(stage)
    stage.shoot("reminders-texts")
    first = _first(stage)
    page.open_subject(first)
    stage.settle()
    editor = _editor(page)
    _look_now(stage, editor)
    stage.shoot("reminders-text")
    editor.form.pad.body.set_value(f"{editor.form.pad.texts()[1]} {{{{nome_da_mae}}}}")
    editor.save()
    stage.shoot("reminders-text-mistake")
    editor.form.pad.body.set_value(editor.form.pad.texts()[1].replace(" {{nome_da_mae}}", ""))
    editor.form.compare.click()
    editor.form.pads[VARIANTS[1]]["pt_BR"].body.set_value(
        "{{first_name}}, a {{unit_name}} te espera em {{visit_date}}."
    )
    _look_now(stage, editor)
    stage.shoot("reminders-text-two")
    editor.save()
    stage.settle()
    page.open_subject(first)
    stage.settle()
    _editor(page).versions_button.click()
    stage.shoot("reminders-text-versions")
    page.show_list()
    stage.settle()


def templates_of_nurse(stage: Stage) -> None:
    """Who may not change a text reads it."""
    page = _templates(stage, Role.NURSE)
    page.open_subject(_first(stage))
    stage.shoot("reminders-text-nurse")


def rules_empty(stage: Stage) -> None:
    """No reminder yet: what most units want, one click each."""
    _rules(stage).show_read(((), False))
    stage.shoot("reminders-rules-none")


def rules(stage: Stage) -> None:
    """A suggestion with who would get it, the list, a mistake."""
    page = _rules(stage)
    page.begin("vaccine")
    stage.settle()
    assert page.editor is not None
    stage.shoot("reminders-rule")
    page.editor.form.criteria.add("risk_class")
    stage.shoot("reminders-rule-criteria")
    page.editor.form.criteria.rows[0].remove_button.click()
    page.editor.save()
    stage.settle()
    stage.shoot("reminders-rules")
    page.begin("visit")
    stage.settle()
    assert page.editor is not None
    page.editor.form.timing.hour.setText("25h")
    page.editor.save()
    stage.shoot("reminders-rule-mistake")
    page.editor.form.show_draft({})
    page.show_list()
    stage.settle()


def rules_of_nurse(stage: Stage) -> None:
    """Who may not change a reminder sees what they do."""
    _rules(stage, Role.NURSE)
    stage.shoot("reminders-rules-nurse")


def _first(stage: Stage) -> str:
    return stage.station.reminders.templates.list(stage.session(Role.COORDINATOR))[0].template_id


def _templates(stage: Stage, role: Role = Role.COORDINATOR) -> TemplatesPage:
    place = stage.enter(role, "reminders", "templates").findChild(RemindersPage)
    assert place is not None
    stage.settle()
    return cast(TemplatesPage, place.page)


def _rules(stage: Stage, role: Role = Role.COORDINATOR) -> RulesPage:
    place = stage.enter(role, "reminders", "rules").findChild(RemindersPage)
    assert place is not None
    stage.settle()
    return cast(RulesPage, place.page)


def _editor(page: TemplatesPage) -> TemplateEditor:
    assert page.editor is not None
    return page.editor


def _look_now(stage: Stage, editor: TemplateEditor) -> None:
    """Do not wait for the pause after the last key."""
    for timer in editor.findChildren(QTimer):
        if timer.isActive() and timer.parent() is editor:
            timer.setInterval(0)
    stage.settle()


Scene = Callable[[Stage], None]
SCENES: Final[tuple[tuple[str, Scene], ...]] = (
    ("the texts, none yet", templates_empty),
    ("the texts", templates),
    ("the reminders, none yet", rules_empty),
    ("the reminders", rules),
    ("the reminders as a nurse sees them", rules_of_nurse),
    ("the texts as a nurse sees them", templates_of_nurse),
)
