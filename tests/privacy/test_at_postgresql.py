"""A unit's copy in PostgreSQL is exported and erased as a station's file is, whatever the person's history."""

import json
import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.privacy.erasing import carry_out, destroy
from app.privacy.export_service import PersonExportService
from app.privacy.gathering import gather
from app.privacy.holdings import HOLDINGS, Treatment
from app.security.audit_service import check_chain
from app.store.store import Store
from app.store.tables import metadata, person, sealed_row
from tests.privacy.histories import EMAIL, MESSAGE, PHONE, add_person, live
from tests.store.rows import NURSE

GONE = (PHONE, PHONE[3:], EMAIL, EMAIL.title(), MESSAGE, "84988887777")


@pytest.mark.parametrize("seed", range(3))
def test_after_an_erasure_no_table_of_the_copy_holds_what_had_to_go(
    server_store: Store, fake_clock: FakeClock, seed: int
) -> None:
    with server_store.write(NURSE) as writing:
        hers = add_person(writing)
        other = add_person(writing, "Outra Inventada", None)
        live(writing, hers, random.Random(seed), 3)
    fake_clock.advance(60)
    with server_store.read() as connection:
        held = gather(connection, hers)
    assert held.count > len(HOLDINGS) // 2
    with server_store.write(NURSE) as writing:
        count = carry_out(writing, hers, "case")
    with server_store.read() as connection:
        after = gather(connection, hers)
        assert connection.execute(select(person.c.id)).scalars().all() == [other]
        assert check_chain(connection).broken_at is None
        kept = {(row.entity, row.entity_id) for row in connection.execute(select(sealed_row))}
        for table in metadata.sorted_tables:
            told = "\n".join(
                json.dumps(dict(row), ensure_ascii=False, default=str)
                for row in connection.execute(select(table)).mappings()
            )
            assert [value for value in GONE if value in told] == [], table.name
    assert count.sealed == len(kept) > 0
    gone = (Treatment.SEALED, Treatment.ERASED, Treatment.DERIVED, Treatment.UNNAMED)
    assert [one.table.name for one in HOLDINGS if one.treatment in gone and after.rows[one.table.name]] == []
    with server_store.write(NURSE) as writing:
        assert destroy(writing, hers, "case") == len(kept)


def test_the_export_of_a_copy_holds_every_row_and_says_so_in_its_trail(
    server_store: Store, fake_clock: FakeClock
) -> None:
    with server_store.write(NURSE) as writing:
        hers = add_person(writing)
        live(writing, hers, random.Random(5), 3, clinical=False)
    fake_clock.advance(timedelta(hours=1).total_seconds())
    with server_store.read() as connection:
        held = gather(connection, hers)
    export = PersonExportService(server_store).export_for(PROGRAM, hers, "pasta 1", "pt_BR")
    shown = [one.table.name for one in HOLDINGS if one.treatment is not Treatment.DERIVED]
    wanted = {name: len(held.rows[name]) for name in shown if held.rows[name] and name not in ("audit", "sealed_row")}
    assert {name: len(rows) for name, rows in export.tables.items()} == wanted
    with server_store.read() as connection:
        trail = connection.execute(select(metadata.tables["audit"].c.action)).scalars().all()
    assert trail.count("person_exported") == 1
    with pytest.raises(KnownError, match=r"privacy\.no_reason"):
        PersonExportService(server_store).export_for(PROGRAM, hers, " ", "pt_BR")
