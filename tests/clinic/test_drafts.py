"""Drafts: kept per account, form and record."""

import shutil
from pathlib import Path

import pytest

from app.clinic.drafts import DraftService
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.security.roles import Role
from app.security.session import Session
from app.store.opening import open_store
from app.store.store import Store
from tests.clinic.conftest import session_of
from tests.store_fixtures import TEST_KEY


def test_the_latest_state_of_each_form_is_kept(drafts: DraftService, nurse: Session, fake_clock: FakeClock) -> None:
    drafts.keep(nurse, "person", "", {"name": "J"})
    drafts.keep(nurse, "person", "", {"name": "Joana", "sex": None})
    fake_clock.advance(1)
    drafts.keep(nurse, "form", "p1", {"weight": 61.5})
    assert [(one.kind, one.subject_id, one.content) for one in drafts.list(nurse)] == [
        ("form", "p1", {"weight": 61.5}),
        ("person", "", {"name": "Joana", "sex": None}),
    ]


def test_nobody_sees_or_drops_another_accounts_draft(drafts: DraftService, nurse: Session) -> None:
    drafts.keep(nurse, "person", "", {"name": "Joana"})
    other = session_of(Role.NURSE, "other")
    assert drafts.get(other, "person") is None
    drafts.drop(other, "person")
    assert drafts.get(nurse, "person") is not None
    drafts.drop(nurse, "person")
    assert drafts.list(nurse) == ()


def test_a_kept_draft_is_on_disk_before_keep_returns(
    store: Store, drafts: DraftService, nurse: Session, tmp_path: Path, fake_clock: FakeClock
) -> None:
    drafts.keep(nurse, "person", "", {"name": "Joana"})
    copy = tmp_path / "copy" / "plantao.db"
    copy.parent.mkdir()
    # As after a kill: the files as they are, with nothing closed or flushed.
    for name in ("plantao.db", "plantao.db-wal"):
        if (tmp_path / name).exists():
            shutil.copyfile(tmp_path / name, copy.parent / name)
    survived = open_store(copy, TEST_KEY, fake_clock, SeededIds(fake_clock, 9))
    try:
        draft = DraftService(survived).get(nurse, "person")
        assert draft is not None
        assert draft.content == {"name": "Joana"}
    finally:
        survived.close()


def test_a_draft_that_cannot_be_read_any_more_counts_as_none(
    store: Store, drafts: DraftService, nurse: Session
) -> None:
    drafts.keep(nurse, "person", "", {"name": "Joana"})
    with store.write(nurse.actor) as writing:
        writing.connection.exec_driver_sql("UPDATE draft SET content = '[1'")
    assert drafts.get(nurse, "person") is None


def test_an_endless_draft_is_refused(drafts: DraftService, nurse: Session) -> None:
    with pytest.raises(KnownError, match=r"drafts\.too_long"):
        drafts.keep(nurse, "person", "", {"name": "x" * 200_001})
