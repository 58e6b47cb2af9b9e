"""Paper leaves the station's protection: what was printed, by whom and where to, stands in the audit trail."""

from app.clinic.assessments.rows import read_assessment
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store


class PaperService:
    """Allows and records what is printed or saved as PDF; the sheets themselves are made by the window."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def print_classification(self, session: Session, assessment_id: str, way: str) -> None:
        """Note a sheet that goes out. `way`: "pdf" or "printer". KnownError assessments.not_found, access.*."""
        require(session, Action.PRINT_RECORD)
        with self._store.write(session.actor) as writing:
            found = read_assessment(writing.connection, assessment_id)
            writing.audit("record_printed", "pregnancy", found.pregnancy_id, assessment=assessment_id, way=way)
