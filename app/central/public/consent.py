"""By which text a unit asks for consent, as its stations wrote it down; where none did, the one of the program."""

import json
from typing import Any

from sqlalchemy import Connection, select

from app.central.journal import ACCEPTED
from app.central.public.words import Words
from app.central.tables import event as event_table
from app.clinic.people.model import CONSENT_TEXT_VERSION
from app.privacy.consent_texts import CODE, ConsentText
from app.sync.erased import is_erased


def text_in_force(connection: Connection, cnes: str) -> ConsentText:
    """Of this unit: the latest that it wrote, by the same order as at its stations."""
    table = event_table
    wanted = select(table.c.payload).where(
        # The unit's own rows are nobody's: few, and found by the index of people.
        table.c.person_id.is_(None),
        table.c.unit == cnes,
        table.c.entity == "unit_setting",
        table.c.verdict == ACCEPTED,
    )
    rows = (json.loads(payload) for payload in connection.execute(wanted).scalars())
    written = [one for one in rows if not is_erased(one) and one.get("code") == CODE]
    if not written:
        return ConsentText(CONSENT_TEXT_VERSION)
    last: dict[str, Any] = max(written, key=lambda one: (str(one["recorded_at"]), str(one["id"])))
    told = json.loads(last["value"])
    return ConsentText(str(told["version"]), dict(told["words"]))


def words_of(text: ConsentText, words: Words) -> str:
    """What is read, in the reader's language; of the text that the program brings it is the page's own."""
    if text.is_shipped:
        return words(f"consent_text_{text.version}")
    return text.words.get(words.language) or next(iter(text.words.values()))
