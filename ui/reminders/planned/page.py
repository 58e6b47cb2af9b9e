"""What will be sent."""

from ui.administration.frame import SectionPage
from ui.shell.context import UiContext
from ui.texts import tr


class PlannedPage(SectionPage):
    """The page `planned` of the reminders."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_planned"), tr("reminders_page.explain_planned"))
