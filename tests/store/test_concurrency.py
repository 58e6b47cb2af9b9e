"""Many threads on one store: nothing is lost, nobody sees half a transaction, the process survives."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app.kernel.errors import BugError
from app.store import audit_chain
from app.store.store import Store
from app.store.tables import change_log, observation, person
from tests.store.rows import NURSE, fact_row, person_row

THREADS = 12
WRITES = 25


def test_twelve_threads_read_and_write_through_one_store(store: Store) -> None:
    with store.write(NURSE) as writing:
        person_id = writing.create(person, person_row(1))

    def work(number: int) -> list[int]:
        seen = []
        for turn in range(WRITES):
            with store.write(NURSE) as writing:
                writing.append_many(observation, [fact_row(person_id, number), fact_row(person_id, turn)])
                writing.audit("record", "person", person_id)
            with store.read() as connection:
                first = connection.execute(select(func.count()).select_from(observation)).scalar_one()
                again = connection.execute(select(func.count()).select_from(observation)).scalar_one()
            assert first == again
            assert first % 2 == 0
            seen.append(first)
        return seen

    with ThreadPoolExecutor(THREADS) as pool:
        for seen in pool.map(work, range(THREADS)):
            assert seen == sorted(seen)
    total = THREADS * WRITES * 2
    with store.read() as connection:
        numbers = list(connection.execute(select(change_log.c.sequence).order_by(change_log.c.sequence)).scalars())
        assert numbers == list(range(1, total + 2))
        assert connection.execute(select(func.count()).select_from(observation)).scalar_one() == total
        assert audit_chain.verify(connection).rows == THREADS * WRITES
        assert audit_chain.verify(connection).broken_at is None


def test_a_reader_goes_on_with_its_snapshot_while_somebody_writes(store: Store) -> None:
    with store.write(NURSE) as writing:
        person_id = writing.create(person, person_row(1))
    count = select(func.count()).select_from(observation)
    with store.read() as connection:
        assert connection.execute(count).scalar_one() == 0
        with store.write(NURSE) as writing:
            writing.append(observation, fact_row(person_id, 1))
        assert connection.execute(count).scalar_one() == 0
    with store.read() as connection:
        assert connection.execute(count).scalar_one() == 1


def test_a_write_inside_a_write_of_the_same_thread_is_told_as_our_mistake(store: Store) -> None:
    with store.write(NURSE), pytest.raises(BugError), store.write(NURSE):
        pass
    with store.write(NURSE) as writing:
        writing.audit("after", "store", "-")
