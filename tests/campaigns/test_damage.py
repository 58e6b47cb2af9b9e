"""`campaign corrupt_page`, `keyring`, `certificate`: small rounds hold, and their judges do not let everything pass."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.commands.campaigns import corrupt_page, keyring
from app.commands.campaigns.certificate import expired
from app.commands.campaigns.plan import Outcome, Plan
from app.interop.encryption import refuse_expired
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError

GOOD: corrupt_page.Rows = {"person": [("1", "Sintética")], "visit": []}


def test_an_overwritten_page_is_found_and_the_backup_put_in_its_place(tmp_path: Path) -> None:
    found = corrupt_page.run(Plan(1, 4, tmp_path))
    assert found.broken == []
    assert found.figures["restored"] == found.figures["damaged_backups_refused"] == 1


@pytest.mark.parametrize(
    ("rows", "codes", "checked"),
    [
        ({"person": [("1", "Outra")]}, [], "store.damaged"),
        (GOOD, [], ""),
        ({}, ["opening", "store.in_use"], "store.damaged"),
    ],
)
def test_other_content_silence_and_another_name_break_the_promise(
    rows: corrupt_page.Rows, codes: list[str], checked: str
) -> None:
    found = Outcome()
    corrupt_page.judge_reading("page 3", GOOD, rows, codes, checked, found)
    assert len(found.broken) == 1


def test_damage_that_is_found_by_name_holds() -> None:
    found = Outcome()
    corrupt_page.judge_reading("page 3", GOOD, {"visit": []}, ["store.damaged"], "store.damaged", found)
    assert found.held


def test_a_station_opens_by_passphrase_and_code_whatever_happened_to_the_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(keyring.CASES, "hangs")
    found = keyring.run(Plan(1, 4, tmp_path))
    assert found.broken == []
    assert str(found.figures["gone"]).startswith("keys.keyring_missing")


def test_a_keyring_that_is_told_by_another_name_breaks_the_promise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "CASES", {"locked": "keys.keyring_timeout"})
    found = keyring.run(Plan(1, 4, tmp_path))
    assert found.broken == ["locked: told ['keys.keyring_failed', 'keys.key_file_missing'], not keys.keyring_timeout"]


def test_an_expired_certificate_is_refused_with_its_day(tmp_path: Path) -> None:
    old = expired(tmp_path)
    with pytest.raises(KnownError) as refused:
        refuse_expired(old.certificate, SystemClock().now())
    assert (refused.value.code, refused.value.values["until"]) == ("ward.certificate_expired", "2001-01-31")
    refuse_expired(old.certificate, datetime(2001, 1, 15, tzinfo=UTC))
