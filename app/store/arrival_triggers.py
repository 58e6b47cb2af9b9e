"""The board's row of each arrival, derived by triggers in the transaction of the event itself, whoever writes it.

The statements belong to revision 0002 and are frozen with it.
"""

from collections.abc import Callable

_IN_FORCE = """
    SELECT e.kind, e.happened_at, e.content, e.place, e.recorded_at, e.id FROM arrival_event e
    WHERE e.arrival_id = new.arrival_id AND e.kind <> 'struck'
      AND NOT EXISTS (SELECT 1 FROM arrival_event later WHERE later.supersedes = e.id)"""

_STATE = f"""(
    SELECT CASE kind WHEN 'arrived' THEN 'waiting' WHEN 'heard' THEN 'waiting' WHEN 'not_answered' THEN 'waiting'
                     WHEN 'attended' THEN 'attending' ELSE kind END AS state, happened_at
    FROM (SELECT 'arrived' AS kind, arrived_at AS happened_at, '' AS content, 0 AS place, recorded_at, '' AS id
          FROM arrival WHERE id = new.arrival_id UNION ALL {_IN_FORCE})
    ORDER BY place DESC, recorded_at DESC, id DESC LIMIT 1) AS latest"""

_HEARD = f"""
    FROM ({_IN_FORCE}) AS one WHERE one.kind = 'heard' ORDER BY one.place DESC, one.recorded_at DESC, one.id DESC
    LIMIT 1"""

DDL: tuple[str, ...] = (
    "CREATE TRIGGER arrival_board_add AFTER INSERT ON arrival BEGIN "
    "INSERT INTO arrival_board(arrival_id, person_number, arrived_at, state, since) "
    "SELECT new.id, number, new.arrived_at, 'waiting', new.arrived_at FROM person WHERE id = new.person_id; END",
    "CREATE TRIGGER arrival_board_event AFTER INSERT ON arrival_event BEGIN "
    f"UPDATE arrival_board SET state = latest.state, since = latest.happened_at, "
    f"colour = (SELECT json_extract(one.content, '$.colour') {_HEARD}), heard_id = (SELECT one.id {_HEARD}) "
    f"FROM {_STATE} WHERE arrival_board.arrival_id = new.arrival_id; END",
    "CREATE TRIGGER arrival_board_remove AFTER DELETE ON arrival BEGIN "
    "DELETE FROM arrival_board WHERE arrival_id = old.id; END",
)
"""What migration 0002 runs after the tables exist, one statement each."""


def create_arrival_triggers(execute: Callable[[str], object]) -> None:
    """Create the triggers; `execute` runs one statement without parameters."""
    for statement in DDL:
        execute(statement)
