"""The triggers of a store in PostgreSQL's words: read off those of SQLite, so that no second text can disagree.

Each `CREATE TRIGGER … BEGIN … END` becomes a function and a trigger of its name. The search index is SQLite's own and
is left out: nobody types a name at the server.
"""

import re
from collections.abc import Iterator
from typing import Final

from app.store import arrival_triggers, dating_triggers, report_index, search_index

_STATEMENTS: Final = (*search_index.DDL, *arrival_triggers.DDL, *dating_triggers.DDL, *report_index.DDL)
_TRIGGER: Final = re.compile(
    r"CREATE TRIGGER (?P<name>\w+) (?P<moment>AFTER .+? ON (?P<table>\w+)) (?:WHEN (?P<when>.+?) )?"
    r"BEGIN (?P<body>.+) END",
    re.DOTALL,
)
_ONLY_SQLITE: Final = "person_search"
_WORDS: Final = (
    # A condition of its own in PL/pgSQL, not of the trigger: it may ask other rows.
    (re.compile(r"\bIS NOT (?=new\.|old\.)"), "IS DISTINCT FROM "),
    (re.compile(r"json_each\((\w+)\.result, '\$\.factors'\) AS factor"),
     r"json_array_elements(\1.result::json -> 'factors') AS factor(value)"),
    # Before its version 16 every question inside a question has a name.
    (re.compile(r"= e\.id\)\)(?=\s+ORDER BY place)"), "= e.id)) AS told"),
    (re.compile(r"json_extract\((\w+)\.content, '\$\.(\w+)'\)"), r"(\1.content::json ->> '\2')"),
)  # fmt: skip
_FUNCTION: Final = (
    "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $trigger$ BEGIN IF {when} THEN {body} END IF; "
    "RETURN NULL; END $trigger$"
)


def statements() -> Iterator[str]:
    """What makes them, one statement each; the tables exist and are as they shall be derived from."""
    made: dict[str, re.Match[str]] = {}
    for statement in _STATEMENTS:
        found = _TRIGGER.fullmatch(statement.strip())
        if found is not None and not found["name"].startswith(_ONLY_SQLITE):
            # A later revision puts another in the place of one of the same name.
            made[found["name"]] = found
    for name, found in made.items():
        body = _translated(found["body"]).rstrip().rstrip(";") + ";"
        yield _FUNCTION.format(name=name, when=_translated(found["when"] or "true"), body=body)
        yield f"CREATE TRIGGER {name} {found['moment']} FOR EACH ROW EXECUTE FUNCTION {name}()"


def _translated(sql: str) -> str:
    for pattern, words in _WORDS:
        sql = pattern.sub(words, sql)
    return sql
