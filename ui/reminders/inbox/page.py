"""What people answered."""

from ui.administration.frame import SectionPage
from ui.shell.context import UiContext
from ui.texts import tr


class InboxPage(SectionPage):
    """The page `inbox` of the reminders."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_inbox"), tr("reminders_page.explain_inbox"))
