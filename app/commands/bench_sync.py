"""`bench sync`: what a push and a first pull take over TLS, with PostgreSQL that waits for the disk.

Beside the push: a bare upsert loop through the same stack (the same client, packing, TLS, server, pool and database)
that checks nobody, decides nothing and numbers nothing. Beside the pull: the same rows written without network.
"""

import argparse
import gzip
import multiprocessing
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from app.commands.bench_network import BARE, Network, network, packed_rows, people_events
from app.commands.memory_held import in_figures, most_megabytes
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock
from app.kernel.ids import TimeOrderedIds
from app.security.keys.wrapping import new_store_key
from app.store.opening import create_store
from app.store.store import Store
from app.store.tables import person
from app.sync.client import CentralClient
from app.sync.round import Round

PUSHED, PULLED, BATCH, RUNS = 10_000, 100_000, 500, 3
_TARGETS: Final = {
    "push, target": ">= 3,000 records/s, <= 3 x the bare loop",
    "first pull, target": "<= 60 s, < 300 MB",
}


def run(_: argparse.Namespace) -> dict[str, object]:
    """Records a second, seconds, megabytes; medians of alternating runs for the push."""
    with network(stations=2) as one:
        station = one.join(one.codes[0])
        pushes, bares, sent = [], [], 0
        for turn in range(RUNS + 1):
            pushes.append(_push(station, sent, PUSHED))
            bares.append(_bare(one, turn))
            sent += PUSHED
        _push(station, sent, PULLED - sent)
        station.close()
        pulled = _in_a_process_of_its_own(one)
    # The first of each warmed up.
    push, bare = statistics.median(pushes[1:]), statistics.median(bares[1:])
    return {
        "records in a push": PUSHED,
        "push (records/s)": PUSHED / push,
        "bare upsert loop (records/s)": PUSHED / bare,
        "push / bare upsert loop": push / bare,
        "first pull, records": pulled["records"],
        "first pull (s)": pulled["seconds"],
        "first pull, same rows without network (s)": pulled["without"],
        "first pull, most memory (MB)": pulled["megabytes"],
        **_TARGETS,
    }


def _push(station: CentralClient, first: int, count: int) -> float:
    events = people_events("o" * 36, first + 1, count)
    start = time.perf_counter()
    for at in range(0, count, BATCH):
        answers = station.push(events[at : at + BATCH])
        assert all(one.status == "accepted" for one in answers)
    return time.perf_counter() - start


def _bare(one: Network, turn: int) -> float:
    events = people_events(f"{turn:08}" + "b" * 28, 1, PUSHED)
    server = one.server()
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    start = time.perf_counter()
    for at in range(0, PUSHED, BATCH):
        packed = gzip.compress(packed_rows(events[at : at + BATCH]), compresslevel=4)
        assert server.call("POST", BARE, data=packed, headers=headers).status_code == 200
    taken = time.perf_counter() - start
    server.close()
    return taken


def _in_a_process_of_its_own(one: Network) -> dict[str, Any]:
    """So that the memory is that of the pull alone."""
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(1) as pool:
        result: dict[str, Any] = pool.apply(_pull, (one,))
    return result


def _pull(one: Network) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="plantao-bench-") as folder:
        store, station = _store(Path(folder) / "a.db"), one.join(one.codes[1])
        start = time.perf_counter()
        Round(store, station).run()
        seconds = time.perf_counter() - start
        megabytes = in_figures(most_megabytes())
        station.close()
        with store.read() as connection:
            columns = [column for column in person.columns if column.name != "number"]
            rows = [dict(row) for row in connection.execute(person.select().with_only_columns(*columns)).mappings()]
        store.close()
        plain = _store(Path(folder) / "b.db")
        start = time.perf_counter()
        for at in range(0, len(rows), 1000):
            with plain.write(PROGRAM) as writing:
                writing.create_many(person, rows[at : at + 1000])
        without = time.perf_counter() - start
        plain.close()
    return {"records": len(rows), "seconds": seconds, "without": without, "megabytes": megabytes}


def _store(path: Path) -> Store:
    clock = SystemClock()
    return create_store(path, new_store_key(), clock, TimeOrderedIds(clock))
