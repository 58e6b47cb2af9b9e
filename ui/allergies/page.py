"""Over a pregnancy's record: her allergies, noted and corrected without leaving her."""

from ui.administration.tab_order import in_reading_order
from ui.allergies.part import AllergyPart
from ui.pregnancy.cover_page import CoverPage
from ui.pregnancy.section import RecordHost
from ui.texts import tr


class AllergyPage(CoverPage):
    """The part, under a title with her name; the record is read again when something was written."""

    HELP = "allergies"
    """The topic of the help."""

    def __init__(self, host: RecordHost) -> None:
        person = host.view.person
        super().__init__(tr("allergies.page_title", name=person.shown_name), host.uncover)
        self.part = AllergyPart(host.context, person.id)
        self.part.written.connect(host.stored)
        for one in (self.part.changed, self.part.grew):
            one.connect(lambda *_: in_reading_order([self]))
        self.body.addWidget(self.part)
        self.body.addStretch(1)
        self.part.read()

    def step_back(self) -> bool:
        """Out of the form first."""
        return self.part.form is not None and self.part.close_form()
