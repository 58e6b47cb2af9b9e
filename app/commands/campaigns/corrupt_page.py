"""`campaign corrupt_page`: a page of the store, or of a backup, overwritten. Found, named, restored from a copy.

Every table is read through the damage: what comes back is what was written, or the refusal that names the damage, and
never anything else. Then the restore drill: the newest backup put in its place, by the passphrase, beside the old file.
"""

import random
import shutil
from collections import Counter
from pathlib import Path
from typing import Final

from sqlalchemy import select

from app.bootstrap import backups_of, key_slots, restore_station
from app.commands.campaigns.home import PASSPHRASE, PORTS, Home, make_home
from app.commands.campaigns.plan import Outcome, Plan
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.store.backup import MANUAL, back_up
from app.store.checking import StoreContent, check_file
from app.store.engine import PAGE_BYTES
from app.store.opening import open_store
from app.store.tables import metadata

Rows = dict[str, list[tuple[object, ...]]]
_DAMAGED: Final = "store.damaged"


def run(plan: Plan) -> Outcome:
    """So many pages, each of a store of its own."""
    home, found, chance = make_home(plan.folder / "station", plan.seed, women=6), Outcome(), random.Random(plan.seed)
    store = home.opened()
    try:
        info = back_up(store, home.key, home.folders.key_slots, home.folders.backups, MANUAL)
    finally:
        store.close()
    whole = check_file(home.folders.store, home.key)
    good, _ = read_all(home, home.folders)
    counts: Counter[str] = Counter()
    for number in range(plan.times):
        copy = StationFolders(plan.folder / f"copy-{number}")
        shutil.copytree(home.folders.home, copy.home)
        where = overwrite(copy.store, chance)
        _try(home, copy, where, good, found, counts)
        _drill(copy, copy.backups / info.path.name, info.content or whole, where, found, counts)
        _damaged_backup(home, plan.folder / f"backup-{number}", info.path, chance, found, counts)
        shutil.rmtree(copy.home)
    found.figures |= {"pages": plan.times, "store_bytes": home.folders.store.stat().st_size, **sorted_counts(counts)}
    return found


def sorted_counts(counts: Counter[str]) -> dict[str, object]:
    """As figures."""
    return dict(sorted(counts.items()))


def overwrite(path: Path, chance: random.Random) -> str:
    """One page of the file becomes another; in words, where and how."""
    raw = bytearray(path.read_bytes())
    page = chance.randrange(len(raw) // PAGE_BYTES)
    at, how = page * PAGE_BYTES, chance.choice(("one bit", "zeros", "noise"))
    if how == "one bit":
        raw[at + chance.randrange(PAGE_BYTES)] ^= 1 << chance.randrange(8)
    else:
        raw[at : at + PAGE_BYTES] = bytes(PAGE_BYTES) if how == "zeros" else chance.randbytes(PAGE_BYTES)
    path.write_bytes(raw)
    return f"page {page + 1}, {how}"


def read_all(home: Home, folders: StationFolders) -> tuple[Rows, list[str]]:
    """Every table that can be read, and the code of each refusal ("opening": nothing could be)."""
    rows: Rows = {}
    codes: list[str] = []
    try:
        store = open_store(folders.store, home.key, PORTS.clock, PORTS.made_ids())
    except KnownError as refused:
        return {}, ["opening", refused.code]
    try:
        for name, table in metadata.tables.items():
            try:
                with store.read() as connection:
                    rows[name] = [tuple(row) for row in connection.execute(select(table))]
            except KnownError as refused:
                codes.append(refused.code)
    finally:
        store.close()
    return rows, codes


def judge_reading(where: str, good: Rows, rows: Rows, codes: list[str], checked: str, found: Outcome) -> None:
    """`checked`: what the whole check says of the file, "" where it found nothing. Pure."""
    other = [name for name, read in rows.items() if read != good.get(name)]
    found.promise(not other, f"{where}: other content came back from {', '.join(other[:3])}")
    found.promise(checked != "", f"{where}: the check of the whole file found nothing")
    words = {_DAMAGED, "store.wrong_key", "store.not_encrypted", "opening"}
    strange = [code for code in (*codes, checked) if code and code not in words]
    found.promise(not strange, f"{where}: called {', '.join(strange[:3])}")


def _try(home: Home, copy: StationFolders, where: str, good: Rows, found: Outcome, counts: Counter[str]) -> None:
    try:
        check_file(copy.store, home.key)
        checked = ""
    except KnownError as refused:
        checked = refused.code
    rows, codes = read_all(home, copy)
    judge_reading(where, good, rows, codes, checked, found)
    counts["found_by_the_check"] += bool(checked)
    counts["found_at_opening"] += "opening" in codes
    counts["found_while_reading"] += bool(codes) and "opening" not in codes
    counts["not_met_by_reading_everything"] += not codes


def _drill(
    copy: StationFolders, backup: Path, content: StoreContent, where: str, found: Outcome, counts: Counter[str]
) -> None:
    """The start offers the backups; the newest one is put in the place of what is damaged."""
    found.promise(bool(backups_of(copy)), f"{where}: no backup is offered")
    try:
        station = restore_station(copy, backup, PASSPHRASE, PORTS)
    except KnownError as refused:
        found.promise(False, f"{where}: the restore was refused with {refused.code}")
        return
    station.close()
    kept = list((copy.home / "replaced").rglob("plantao.db"))
    found.promise(bool(kept), f"{where}: what was replaced is not kept")
    restored = check_file(copy.store, _key_of(copy))
    same = restored.changes == content.changes and restored.audit_rows >= content.audit_rows
    found.promise(same and restored.audit_broken_at is None, f"{where}: the restored store has other content")
    counts["restored"] += 1


def _key_of(folders: StationFolders) -> bytes:
    return key_slots(folders, PORTS).unlock_with_passphrase(PASSPHRASE)


def _damaged_backup(
    home: Home, folder: Path, backup: Path, chance: random.Random, found: Outcome, counts: Counter[str]
) -> None:
    """A backup with such a page is refused, and the store that stands stays as it is."""
    shutil.copytree(home.folders.home, folder)
    copy = StationFolders(folder)
    where = overwrite(copy.backups / backup.name, chance)
    before = copy.store.read_bytes()
    try:
        restore_station(copy, copy.backups / backup.name, PASSPHRASE, PORTS).close()
        found.promise(False, f"a backup with {where} was restored")
    except KnownError:
        counts["damaged_backups_refused"] += 1
    found.promise(copy.store.read_bytes() == before, f"a refused backup ({where}) changed the store")
    shutil.rmtree(folder)
