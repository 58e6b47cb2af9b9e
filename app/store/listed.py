"""Long lists as one parameter: thousands of placeholders cost more to compile than the search takes."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, column, func, select


def among(values: ColumnElement[Any], listed: Sequence[str] | Sequence[int]) -> ColumnElement[bool]:
    """SQL for `values IN (…)`, whatever its length; SQLite only (`json_each`)."""
    each = func.json_each(json.dumps(list(listed))).table_valued("value")
    return values.in_(select(column("value")).select_from(each))


def among_listed(values: ColumnElement[Any]) -> ColumnElement[bool]:
    """The same for a statement that is made once and asked often: executed with `listed(…)` as its parameters."""
    each = func.json_each(bindparam("listed")).table_valued("value")
    return values.in_(select(column("value")).select_from(each))


def listed(values: Sequence[str] | Sequence[int]) -> dict[str, str]:
    """The parameters for `among_listed`."""
    return {"listed": json.dumps(list(values))}
