"""What the sheet of a stored classification is made of, gathered from the open record."""

from app.clinic.assessments.model import StoredAssessment
from ui.papers.classification import PrintRequest
from ui.papers.issue import issue_now
from ui.pregnancy.record_view import RecordView
from ui.shell.context import UiContext


def print_request(context: UiContext, view: RecordView, stored: StoredAssessment) -> PrintRequest:
    """The classification with the person, the unit and who prints it."""
    return PrintRequest(
        person=view.person,
        lmp=view.pregnancy.lmp,
        stored=stored,
        rules=stored.rules,
        issue=issue_now(context, view.profile),
    )
