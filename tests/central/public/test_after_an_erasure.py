"""A link of before her data were erased opens nothing any more, and nothing new of hers is taken in by it."""

from typing import Any

import pytest
from sqlalchemy import func, select

from app.central.tables import event as event_table
from app.privacy.steps import confirmation_id
from app.reminders.links import Purpose
from tests.central.public.conftest import SHE, Site
from tests.central.writer import AT


@pytest.mark.parametrize("purpose", [Purpose.PREFERENCES, Purpose.CONFIRM, Purpose.WAY_OUT])
def test_no_link_of_hers_is_good_any_more(site: Site, purpose: Purpose) -> None:
    path = site.path(purpose)
    assert site.browser.get(path).status_code == 200
    about: dict[str, Any] = {"person_id": SHE, "case_id": "c", "number": 2, "kind": "erasure", "step": "confirmed"}
    about |= {
        "ground": "asked_by_person",
        "reason": "",
        "until": None,
        "recorded_at": AT,
        "recorded_by": "n",
    }
    site.push(site.writer.event("privacy_step", confirmation_id(SHE), "append", **about))
    before = _count(site)
    bad = site.browser.get("/p/preferences/none")
    assert site.browser.get(path).status_code == bad.status_code
    site.browser.post(path, {"phone": "(84) 97777-6666", "email": "outra@example.org"})
    assert _count(site) == before


def _count(site: Site) -> int:
    with site.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(event_table)).scalar_one()
