"""Reminders that follow the record."""

from ui.administration.frame import SectionPage
from ui.shell.context import UiContext
from ui.texts import tr


class RulesPage(SectionPage):
    """The page `rules` of the reminders."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_rules"), tr("reminders_page.explain_rules"))
