"""One message for many people."""

from ui.administration.frame import SectionPage
from ui.shell.context import UiContext
from ui.texts import tr


class CampaignsPage(SectionPage):
    """The page `campaigns` of the reminders."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_campaigns"), tr("reminders_page.explain_campaigns"))
