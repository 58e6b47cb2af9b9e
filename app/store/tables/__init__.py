"""Every table of a station's store (SQLAlchemy Core), kept equal to the end of the migration chain by a test.

Instants and dates are text (`app.kernel.clock`), identifiers are UUIDs made on the station, JSON columns hold
canonical JSON. What is clinical is only ever appended: `supersedes` names the row that a correction replaces.
"""

from app.store.tables.clinic import assessment, consent, observation, person, pregnancy, pregnancy_list, rule_base
from app.store.tables.common import metadata
from app.store.tables.history import audit, audit_head, change_log, field_history
from app.store.tables.reception import arrival, arrival_board, arrival_event
from app.store.tables.station import account, credential, draft, lease, setting, sign_in_failure

__all__ = [
    "SCHEMA_REVISION",
    "account",
    "arrival",
    "arrival_board",
    "arrival_event",
    "assessment",
    "audit",
    "audit_head",
    "change_log",
    "consent",
    "credential",
    "draft",
    "field_history",
    "lease",
    "metadata",
    "observation",
    "person",
    "pregnancy",
    "pregnancy_list",
    "rule_base",
    "setting",
    "sign_in_failure",
]

SCHEMA_REVISION = "0002"
"""The revision this program writes; a store with a later one is refused."""
