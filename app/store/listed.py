"""Long lists as one parameter: thousands of placeholders cost more to compile than the search takes."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Boolean, ColumnElement, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.sql.operators import OperatorType


class is_among(GenericFunction[bool]):  # noqa: N801 - SQLAlchemy calls a function by its class
    """SQL for `value IN (…)` with a JSON list as one parameter."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> "is_among":  # noqa: ARG002 - SQLAlchemy's signature
        """As it is: SQLAlchemy would compare a function with 1 on SQLite, and SQLite then finds it by no index."""
        return self


@compiles(is_among)
def _by_json_each(element: is_among, compiler: SQLCompiler, **told: Any) -> str:
    values, listed = element.clauses
    return f"{compiler.process(values, **told)} IN (SELECT value FROM json_each({compiler.process(listed, **told)}))"


@compiles(is_among, "postgresql")
def _by_array(element: is_among, compiler: SQLCompiler, **told: Any) -> str:
    values, listed = element.clauses
    # Without its length: a cast would cut what is longer, and find another row or none.
    kind = "text" if isinstance(values.type, String) else values.type.compile(compiler.dialect)
    parts = f"SELECT value::{kind} FROM json_array_elements_text(CAST({compiler.process(listed, **told)} AS json))"
    return f"{compiler.process(values, **told)} = ANY (ARRAY({parts}))"


def among(values: ColumnElement[Any], listed: Sequence[str] | Sequence[int]) -> ColumnElement[bool]:
    """SQL for `values IN (…)`, whatever its length."""
    return is_among(values, json.dumps(list(listed)))


def among_listed(values: ColumnElement[Any]) -> ColumnElement[bool]:
    """The same for a statement that is made once and asked often: executed with `listed(…)` as its parameters."""
    return is_among(values, bindparam("listed"))


def listed(values: Sequence[str] | Sequence[int]) -> dict[str, str]:
    """The parameters for `among_listed`."""
    return {"listed": json.dumps(list(values))}
