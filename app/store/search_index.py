"""What is derived inside the store by triggers, in the transaction of the row itself: the search index and the list.

`person_search` is a contentless full-text index with `person.number` as row id. Its words are already folded by
`app.clinic.text_keys`, so that the query side and the index side can never disagree (the plain `ascii` tokenizer only
splits at spaces; characters beyond ASCII count as letters). Every word starts with what tells its kind:

- a letter: a part of the person's name or social name;
- `9`: a part of the mother's name (`9maria`), so that own names can be asked for first;
- `1` or `2`: the birth date as YYYYMMDD; `0`: as 0DDMM, the order in which Brazilians type it.

`prefix` holds one ready list for each prefix length: without it FTS5 merges the lists of all words that start so
before the first row comes out ("maria" among a million people: hundreds of lists). `detail=none` keeps row ids only.

`pregnancy_list` is one row per pregnancy with what the list is sorted and counted by.
"""

from collections.abc import Callable

from sqlalchemy import Connection, text

PREFIX_LENGTHS = (1, 2, 3, 4, 5, 6, 7, 8)
MOTHER_MARK = "9"
DAY_MONTH_MARK = "0"


def _words(row: str) -> str:
    mother = f"CASE {row}.mother_key WHEN '' THEN '' ELSE replace(' ' || {row}.mother_key, ' ', ' {MOTHER_MARK}') END"
    day_month = f"'{DAY_MONTH_MARK}' || substr({row}.birth_date, 9, 2) || substr({row}.birth_date, 6, 2)"
    return (
        f"{row}.name_key || ' ' || {row}.social_key || {mother} || ' ' || "
        f"replace({row}.birth_date, '-', '') || ' ' || {day_month}"
    )


def _add(row: str) -> str:
    return f"INSERT INTO person_search(rowid, words) VALUES ({row}.number, {_words(row)});"


def _remove(row: str) -> str:
    return f"INSERT INTO person_search(person_search, rowid, words) VALUES ('delete', {row}.number, {_words(row)});"


_LMP_IN_FORCE = """(
    SELECT trim(o.value, '"') FROM observation o
    WHERE o.pregnancy_id = new.pregnancy_id AND o.code = 'lmp' AND o.value <> 'null'
      AND NOT EXISTS (SELECT 1 FROM observation later WHERE later.supersedes = o.id)
    ORDER BY o.observed_at DESC, o.recorded_at DESC, o.id DESC LIMIT 1)"""

_ASSESSMENT_IN_FORCE = """
    FROM (
        SELECT a.id, a.class_code, a.total, a.recorded_at FROM assessment a
        WHERE a.pregnancy_id = new.pregnancy_id
          AND NOT EXISTS (SELECT 1 FROM assessment later WHERE later.supersedes = a.id)
        ORDER BY a.recorded_at DESC, a.id DESC LIMIT 1) AS latest"""

DDL: tuple[str, ...] = (
    "CREATE VIRTUAL TABLE person_search USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii', "
    f"prefix='{' '.join(str(length) for length in PREFIX_LENGTHS)}')",
    f"CREATE TRIGGER person_search_add AFTER INSERT ON person BEGIN {_add('new')} END",
    "CREATE TRIGGER person_search_change AFTER UPDATE OF name_key, social_key, mother_key, birth_date ON person "
    f"BEGIN {_remove('old')} {_add('new')} END",
    f"CREATE TRIGGER person_search_remove AFTER DELETE ON person BEGIN {_remove('old')} END",
    "CREATE TRIGGER pregnancy_list_add AFTER INSERT ON pregnancy BEGIN "
    "INSERT INTO pregnancy_list(pregnancy_id, person_number, status, opened_at) "
    "SELECT new.id, number, new.status, new.recorded_at FROM person WHERE id = new.person_id; END",
    "CREATE TRIGGER pregnancy_list_status AFTER UPDATE OF status ON pregnancy BEGIN "
    "UPDATE pregnancy_list SET status = new.status WHERE pregnancy_id = new.id; END",
    "CREATE TRIGGER pregnancy_list_remove AFTER DELETE ON pregnancy BEGIN "
    "DELETE FROM pregnancy_list WHERE pregnancy_id = old.id; END",
    "CREATE TRIGGER pregnancy_list_lmp AFTER INSERT ON observation WHEN new.code = 'lmp' BEGIN "
    f"UPDATE pregnancy_list SET lmp = {_LMP_IN_FORCE} WHERE pregnancy_id = new.pregnancy_id; END",
    "CREATE TRIGGER pregnancy_list_class AFTER INSERT ON assessment BEGIN "
    "UPDATE pregnancy_list SET assessment_id = latest.id, class_code = latest.class_code, "
    f"total = latest.total, assessed_at = latest.recorded_at {_ASSESSMENT_IN_FORCE} "
    "WHERE pregnancy_list.pregnancy_id = new.pregnancy_id; END",
)
"""What migration 0001 runs after the tables exist, one statement each."""


def create_search_index(execute: Callable[[str], object]) -> None:
    """Create index and triggers; `execute` runs one statement without parameters."""
    for statement in DDL:
        execute(statement)


def optimise(connection: Connection) -> None:
    """Merge the index into one piece: after a bulk import, and after an erasure so that no trace of a name stays."""
    connection.execute(text("INSERT INTO person_search(person_search) VALUES ('optimize')"))
