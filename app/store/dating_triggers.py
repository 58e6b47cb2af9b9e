"""`pregnancy_list.lmp` follows the estimate in use: the chosen one, else the last period that was told first.

A second last period, or a scan, moves no date by itself: somebody chooses it (`dating_choice`).
"""

from collections.abc import Callable

_TOLD_FIRST = """(
    SELECT trim(o.value, '"') FROM observation o
    WHERE o.pregnancy_id = pregnancy_list.pregnancy_id AND o.code = 'lmp' AND o.value <> 'null'
      AND NOT EXISTS (SELECT 1 FROM observation later WHERE later.supersedes = o.id)
    ORDER BY o.observed_at, o.recorded_at, o.id LIMIT 1)"""

DDL: tuple[str, ...] = (
    "DROP TRIGGER pregnancy_list_lmp",
    # A period that is moved to another pregnancy supersedes a row of the one that it leaves: both follow.
    "CREATE TRIGGER pregnancy_list_lmp AFTER INSERT ON observation WHEN new.code = 'lmp' BEGIN "
    f"UPDATE pregnancy_list SET lmp = {_TOLD_FIRST} WHERE pregnancy_id IN "
    "(new.pregnancy_id, (SELECT w.pregnancy_id FROM observation w WHERE w.id = new.supersedes)) "
    "AND NOT EXISTS (SELECT 1 FROM dating_choice c WHERE c.pregnancy_id = pregnancy_list.pregnancy_id); END",
    "CREATE TRIGGER pregnancy_list_dating AFTER INSERT ON dating_choice BEGIN "
    "UPDATE pregnancy_list SET lmp = (SELECT c.lmp FROM dating_choice c WHERE c.pregnancy_id = new.pregnancy_id "
    "ORDER BY c.number DESC LIMIT 1) WHERE pregnancy_id = new.pregnancy_id; END",
)
"""What migration 0003 runs after its tables exist, one statement each."""


def create_dating_triggers(execute: Callable[[str], object]) -> None:
    """Put the triggers in place; `execute` runs one statement without parameters."""
    for statement in DDL:
        execute(statement)
