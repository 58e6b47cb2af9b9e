"""What reports and moves derive inside the store by triggers, in the transaction of the row itself.

`fired_factor` has one row for each factor that earned points in the assessment in force of a pregnancy, so that the
reasons of referral are counted without reading a single classification; `visit_count` counts visits likewise. The
other triggers keep `pregnancy_list` true when something is moved to another pregnancy or a pregnancy to another person.
"""

from collections.abc import Callable

_LMP = """CASE WHEN EXISTS (SELECT 1 FROM dating_choice c WHERE c.pregnancy_id = pregnancy_list.pregnancy_id)
    THEN (SELECT c.lmp FROM dating_choice c WHERE c.pregnancy_id = pregnancy_list.pregnancy_id
          ORDER BY c.number DESC LIMIT 1)
    ELSE (SELECT trim(o.value, '"') FROM observation o
          WHERE o.pregnancy_id = pregnancy_list.pregnancy_id AND o.code = 'lmp' AND o.value <> 'null'
            AND NOT EXISTS (SELECT 1 FROM observation later WHERE later.supersedes = o.id)
          ORDER BY o.observed_at, o.recorded_at, o.id LIMIT 1) END"""
# The same estimate as app.store.dating_triggers puts in use.

_LATEST = """(
    SELECT a.{column} FROM assessment a
    WHERE a.pregnancy_id = pregnancy_list.pregnancy_id
      AND NOT EXISTS (SELECT 1 FROM assessment later WHERE later.supersedes = a.id)
    ORDER BY a.recorded_at DESC, a.id DESC LIMIT 1)"""

_LEFT_BY_OBSERVATION = "(SELECT o.pregnancy_id FROM observation o WHERE o.id = new.supersedes)"
_LEFT_BY_ASSESSMENT = "(SELECT a.pregnancy_id FROM assessment a WHERE a.id = new.supersedes)"

_VISITS_OF = "(new.pregnancy_id, (SELECT f.pregnancy_id FROM prenatal_fact f WHERE f.id = new.supersedes))"

_VISITS = """INSERT INTO visit_count(pregnancy_id, visits, first_day, last_day)
    SELECT v.pregnancy_id, count(*), min(v.day), max(v.day) FROM prenatal_fact v
    WHERE v.kind = 'visit' AND v.content <> 'null' AND v.pregnancy_id IS NOT NULL {condition}
      AND NOT EXISTS (SELECT 1 FROM prenatal_fact later WHERE later.supersedes = v.id)
    GROUP BY v.pregnancy_id"""

_FACTORS = "json_each(a.result, '$.factors') AS factor"

DDL: tuple[str, ...] = (
    "CREATE TRIGGER fired_factor_assessed AFTER UPDATE OF assessment_id ON pregnancy_list "
    "WHEN new.assessment_id IS NOT old.assessment_id BEGIN "
    "DELETE FROM fired_factor WHERE pregnancy_id = new.pregnancy_id; "
    "INSERT INTO fired_factor(pregnancy_id, code) SELECT DISTINCT new.pregnancy_id, factor.value ->> 'code' "
    f"FROM assessment a, {_FACTORS} WHERE a.id = new.assessment_id; END",
    "CREATE TRIGGER fired_factor_remove AFTER DELETE ON pregnancy_list BEGIN "
    "DELETE FROM fired_factor WHERE pregnancy_id = old.pregnancy_id; END",
    "CREATE TRIGGER pregnancy_list_person AFTER UPDATE OF person_id ON pregnancy BEGIN "
    "UPDATE pregnancy_list SET person_number = (SELECT number FROM person WHERE id = new.person_id) "
    "WHERE pregnancy_id = new.id; END",
    "CREATE TRIGGER pregnancy_list_moved_lmp AFTER INSERT ON observation "
    f"WHEN new.code = 'lmp' AND new.supersedes IS NOT NULL AND {_LEFT_BY_OBSERVATION} IS NOT new.pregnancy_id BEGIN "
    f"UPDATE pregnancy_list SET lmp = {_LMP} "
    f"WHERE pregnancy_id = {_LEFT_BY_OBSERVATION}; END",
    "CREATE TRIGGER pregnancy_list_moved_class AFTER INSERT ON assessment "
    f"WHEN new.supersedes IS NOT NULL AND {_LEFT_BY_ASSESSMENT} IS NOT new.pregnancy_id BEGIN "
    "UPDATE pregnancy_list SET "
    + ", ".join(
        f"{name} = {_LATEST.format(column=column)}"
        for name, column in (
            ("assessment_id", "id"),
            ("class_code", "class_code"),
            ("total", "total"),
            ("assessed_at", "recorded_at"),
        )
    )
    + f" WHERE pregnancy_id = {_LEFT_BY_ASSESSMENT}; END",
    "CREATE TRIGGER visit_count_fact AFTER INSERT ON prenatal_fact WHEN new.kind = 'visit' BEGIN "
    f"DELETE FROM visit_count WHERE pregnancy_id IN {_VISITS_OF}; "
    + _VISITS.format(condition=f"AND v.pregnancy_id IN {_VISITS_OF}")
    + "; END",
    # What is in stores that are older than these tables.
    _VISITS.format(condition=""),
    "INSERT INTO fired_factor(pregnancy_id, code) SELECT DISTINCT l.pregnancy_id, factor.value ->> 'code' "
    f"FROM pregnancy_list l JOIN assessment a ON a.id = l.assessment_id, {_FACTORS}",
)
"""What migration 0004 runs after the tables exist, one statement each."""


def create_report_index(execute: Callable[[str], object]) -> None:
    """Create the triggers and fill what is derived; `execute` runs one statement without parameters."""
    for statement in DDL:
        execute(statement)
