"""How the sending stands."""

from ui.administration.frame import SectionPage
from ui.shell.context import UiContext
from ui.texts import tr


class OverviewPage(SectionPage):
    """The page `overview` of the reminders."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_overview"), tr("reminders_page.explain_overview"))
