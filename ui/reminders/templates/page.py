"""The texts."""

from ui.administration.frame import SectionPage
from ui.shell.context import UiContext
from ui.texts import tr


class TemplatesPage(SectionPage):
    """The page `templates` of the reminders."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_templates"), tr("reminders_page.explain_templates"))
