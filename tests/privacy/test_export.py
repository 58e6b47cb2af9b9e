"""Whatever a person's history: every row of it stands in the export; the paper and FHIR can be made of it."""

import json
import random
from datetime import UTC, datetime

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.privacy.export_service import PersonExportService
from app.privacy.gathering import gather
from app.privacy.holdings import HOLDINGS, Treatment
from app.privacy.stays import SUMMED_UP
from app.security.roles import Role
from app.security.session import Session, Status
from app.settings import StationProfile, StationRole
from app.store.store import Store
from app.store.tables import account
from app.ward.beds.service import BedService
from tests.privacy.histories import add_person, live
from tests.security.staff import fill, services
from tests.store.rows import NURSE
from ui.papers.blocks import Note, Table
from ui.papers.issue import Issue
from ui.privacy.papers import access_text, export_text, together
from ui.privacy.stay_blocks import stay_blocks

PROFILE = StationProfile(StationRole.PRIMARY_CARE, "Unidade", "1234567", "2408102", "Natal")
NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
DOCTOR = Session("d" * 36, "Médica Inventada", "medica", Role.DOCTOR, Status.ACTIVE, "pt_BR", NOW)
SHOWN_OTHERWISE = {"audit", "sealed_row"}


@given(seed=st.integers(0, 2**32), most=st.integers(0, 3))
@settings(max_examples=5, phases=[Phase.explicit, Phase.generate])
def test_every_row_of_a_history_stands_in_the_export(store: Store, seed: int, most: int) -> None:
    with store.write(NURSE) as writing:
        hers = add_person(writing, f"Joana {seed}", None)
        live(writing, hers, random.Random(f"{seed} {hers}"), most, clinical=False)
    with store.read() as connection:
        held = gather(connection, hers)
    export = PersonExportService(store).export(DOCTOR, hers, "pediu")
    written = json.loads(export.as_json())["tables"]
    blocks = export_text(Issue(PROFILE, "Eu", NOW), export).blocks
    printed = sum(len(one.rows) for one in blocks if isinstance(one, Table))
    summed_up = sum(len(export.tables.get(one, ())) for one in (*SUMMED_UP, "ward_stay"))
    of_stays = sum(len(one.rows) for one in stay_blocks(export.stays, PROFILE.time_zone) if isinstance(one, Table))
    for holding in HOLDINGS:
        name = holding.table.name
        if holding.treatment is Treatment.DERIVED or name in SHOWN_OTHERWISE:
            continue
        assert len(written.get(name, [])) == len(held.rows[name]), name
    logged = export.tables["change_log"]
    lines = together("change_log", logged, export, PROFILE.time_zone)
    assert sum(count for _, count in lines) == len(logged), "a line that stands for several says for how many"
    assert printed == export.count - summed_up + of_stays + len(export.seen) - len(logged) + len(lines)
    assert export.bundle is not None
    assert {one["resource"]["id"] for one in export.bundle["entry"]} >= {hers}


def test_who_saw_tells_name_and_deed_and_that_the_list_was_made(store: Store, fake_clock: FakeClock) -> None:
    with store.write(NURSE) as writing:
        hers = add_person(writing)
        writing.audit("person_opened", "person", hers, reason="urgência")
    service = PersonExportService(store)
    first = service.who_saw(DOCTOR, hers)
    assert [(one.name, one.action, one.reason) for one in first.seen] == [(NURSE.name, "person_opened", "urgência")]
    fake_clock.advance(5)
    assert [one.action for one in service.who_saw(DOCTOR, hers).seen] == ["access_reported", "person_opened"]
    text = access_text(Issue(PROFILE, "Eu", NOW), first)
    assert text.printed.startswith("Impresso por Eu")


def test_an_export_asks_for_a_reason(store: Store) -> None:
    with store.write(NURSE) as writing:
        hers = add_person(writing)
    with pytest.raises(KnownError) as caught:
        PersonExportService(store).export(DOCTOR, hers, " ")
    assert caught.value.code == "privacy.no_reason"


def test_who_saw_names_the_role_that_somebody_had_then_and_where(store: Store, fake_clock: FakeClock) -> None:
    fill(store)
    nurse = services(store).session(Role.NURSE)
    bed = BedService(store).add_bed(nurse, "Leito 03").bed
    with store.write(nurse.actor) as writing:
        hers = add_person(writing)
        writing.audit("person_opened", "person", hers)
    fake_clock.advance(5)
    with store.write(NURSE) as writing:
        writing.change(account, nurse.account_id, {"role": Role.COORDINATOR.value}, "promovida")
    fake_clock.advance(5)
    with store.write(nurse.actor) as writing:
        writing.audit("ward_looked_up", "person", hers, bed=bed)
    export = PersonExportService(store).who_saw(DOCTOR, hers)
    assert [(one.role, one.bed) for one in export.seen] == [("coordinator", "Leito 03"), ("nurse", "")]
    blocks = access_text(Issue(PROFILE, "Eu", NOW), export).blocks
    assert any("1234567" in one.words for one in blocks if isinstance(one, Note))
    (table,) = (one for one in blocks if isinstance(one, Table))
    assert ["Leito 03" in row.cells[2] for row in table.rows] == [True, False]
