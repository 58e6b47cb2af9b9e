"""Every code that the reminders answer or refuse with has its words, and they ask for no value that it lacks."""

import re
from collections.abc import Iterator

import pytest

from app.reminders.anchors import ANCHORS
from app.reminders.channels.interface import FeedbackKind, Outcome, SettingKind
from app.reminders.channels.registry import CHANNELS
from app.reminders.figures import Verdict
from app.reminders.moments import Moved
from app.reminders.outbox.model import Priority, Reason, Status
from tests.security.test_texts import calls, possible_texts, texts

LANGUAGES = ("pt_BR", "en")
OF_THE_OUTBOX = ("channel_failed", "lease_ended")
"""Codes of attempts that no channel gives: app/reminders/outbox."""
PROMISED = {
    "reminders": [
        *(f"status_{one.value}" for one in Status),
        *(f"reason_{one.value}" for one in Reason),
        *(f"moved_{one.value}" for one in Moved),
        *(f"outcome_{one.value}" for one in Outcome),
        *(f"feedback_{one.value}" for one in FeedbackKind),
        *(f"priority_{one.value}" for one in Priority),
        *(f"anchor_{one}" for one in ANCHORS),
        *(f"verdict_{one.value}" for one in Verdict),
    ],
    "channels": [
        *(f"code_{code}" for code in OF_THE_OUTBOX),
        *(f"name_{code}" for code in CHANNELS),
        *(f"setting_{code}_{one.name}" for code, entry in CHANNELS.items() for one in entry.description.settings),
        *(
            f"choice_{choice}"
            for entry in CHANNELS.values()
            for one in entry.description.settings
            if one.kind is SettingKind.CHOICE
            for choice in one.choices
        ),
    ],
}


def refusals() -> Iterator[tuple[str, set[str]]]:
    """(code, values) of every `KnownError(…)` of the room, with those of the secrets."""
    found: dict[str, set[str]] = {}
    for file, call in (*calls("app/reminders", "KnownError"), *calls("app/security", "KnownError")):
        for code in possible_texts(call.args[0]) if call.args else []:
            if file.startswith("app/reminders") or code.startswith("secrets."):
                # What is handed on with two stars is not seen here.
                if any(keyword.arg is None for keyword in call.keywords):
                    continue
                given = {str(keyword.arg) for keyword in call.keywords}
                # Of several places that refuse alike, the poorest counts.
                found[code] = found.get(code, given) & given
    yield from sorted(found.items())


@pytest.mark.parametrize(("area", "key"), [(area, key) for area, keys in PROMISED.items() for key in keys])
def test_what_a_docstring_promises_has_its_words(area: str, key: str) -> None:
    assert set(texts(area).get(key, {})) == set(LANGUAGES)


@pytest.mark.parametrize(("code", "values"), list(refusals()))
def test_every_refusal_has_words_that_ask_for_no_value_it_lacks(code: str, values: set[str]) -> None:
    area, _, name = code.partition(".")
    both = texts(f"error_{area}").get(name, {})
    assert set(both) == set(LANGUAGES)
    for language in LANGUAGES:
        assert set(re.findall(r"{(\w+)}", both[language])) <= values
