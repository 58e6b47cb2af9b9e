"""One more answer about a channel: it comes after all that was said before, whatever the clock shows by now.

Of several answers the latest by its instant counts, at every station. A clock that was ahead of time when she agreed
and is right now must not let what she takes back today lie in the past.
"""

from collections.abc import Mapping

from sqlalchemy import func, select

from app.clinic.people.merged import ids_of, surviving_id
from app.store.tables import consent
from app.store.writing import Writing


def append_consent(writing: Writing, row: Mapping[str, object]) -> str:
    """Add the answer; `row` holds person_id, channel, given, source and text_version. Its identifier."""
    ids = ids_of(writing.connection, surviving_id(writing.connection, str(row["person_id"])))
    said = consent.c.person_id.in_(ids), consent.c.channel == row["channel"]
    last = writing.connection.execute(select(func.max(consent.c.recorded_at)).where(*said)).scalar_one()
    return writing.append(consent, {**row, "recorded_at": writing.after(last)})
