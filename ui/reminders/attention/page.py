"""Waiting for a person."""

from ui.administration.frame import SectionPage
from ui.shell.context import UiContext
from ui.texts import tr


class AttentionPage(SectionPage):
    """The page `attention` of the reminders."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_attention"), tr("reminders_page.explain_attention"))
