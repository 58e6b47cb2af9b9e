"""The place of the reminders: its pages at the left, one of them at the right."""

from ui.administration.page import SectionedPage
from ui.reminders.pages import PAGES
from ui.shell.context import UiContext


class RemindersPage(SectionedPage):
    """`arrive("planned/<id>")` opens one message of the list, `arrive("templates/<id>")` one template, and so on.

    Words: texts `reminders_page.section_<key>`, `reminders_page.group_<group>`, and the head of each page.
    """

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, PAGES, "reminders_page")
