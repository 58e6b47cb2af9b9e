"""What was acknowledged is there after the program is killed; what is half done is not."""

import contextlib
import random
import signal
import time
from pathlib import Path

from sqlalchemy import func, select

from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.store import audit_chain
from app.store.opening import open_store
from app.store.store import Store
from app.store.tables import change_log, observation, person
from tests.store import children
from tests.store.rows import NURSE, person_row
from tests.store_fixtures import TEST_KEY

KILLS = 20

WRITE_FOR_EVER = """
from app.store.tables import observation
store, person_id = opened(), sys.argv[2]
fact = {"person_id": person_id, "code": "weight", "unit": "kg", "observed_at": "2026-03-02T11:00:00.000000Z"}
while True:
    with store.write(PROGRAM) as writing:
        ids = writing.append_many(observation, [{**fact, "value": "1"}, {**fact, "value": "2"}])
        writing.audit("record", "person", person_id)
    print(*ids, flush=True)
"""


def test_every_acknowledged_row_survives_kills_at_random_moments(store: Store) -> None:
    with store.write(NURSE) as writing:
        person_id = writing.create(person, person_row(1))
    store.close()
    dice, acknowledged = random.Random(7), []
    for _ in range(KILLS):
        child = children.start(WRITE_FOR_EVER, store.path, person_id)
        assert child.stdout is not None
        acknowledged += child.stdout.readline().split()
        time.sleep(dice.uniform(0.0, 0.03))
        child.send_signal(signal.SIGKILL)
        rest, _ = child.communicate(timeout=30)
        acknowledged += [one for line in rest.splitlines(keepends=True) if line.endswith("\n") for one in line.split()]
    check(store.path, acknowledged)


def check(path: Path, acknowledged: list[str]) -> None:
    clock = FakeClock()
    with (
        contextlib.closing(open_store(path, TEST_KEY, clock, SeededIds(clock, 9))) as store,
        store.read() as connection,
    ):
        found = set(connection.execute(select(observation.c.id)).scalars())
        assert len(acknowledged) >= KILLS * 2
        assert found.issuperset(acknowledged)
        assert len(found) % 2 == 0
        logged = set(
            connection.execute(select(change_log.c.entity_id).where(change_log.c.entity == "observation")).scalars()
        )
        assert logged == found
        numbers = list(connection.execute(select(change_log.c.sequence).order_by(change_log.c.sequence)).scalars())
        assert numbers == list(range(1, len(numbers) + 1))
        chain = audit_chain.verify(connection)
        assert chain.broken_at is None
        assert chain.rows == len(found) // 2
        assert connection.execute(select(func.count()).select_from(person)).scalar_one() == 1
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
