"""What the administration decided for this machine, and whether the station follows it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.kernel.errors import KnownError
from app.policy.reading import read_policy
from app.policy.standing import disagreement
from app.store.store import Store
from app.support.doctor.finding import Finding, Grade, shown

_UNREAD: Final = frozenset(("policy.no_file", "policy.open_to_others", "policy.too_large", "policy.not_toml"))


def policy(path: Path | None, store: Store | None) -> Iterator[Finding]:
    """`store`: where it is open; without it only the file itself is judged. What stands in the file is not repeated:
    it may be a name."""
    if path is None:
        yield Finding("policy", Grade.GOOD, "policy_none")
        return
    place: dict[str, object] = {"path": shown(path)}
    try:
        read = read_policy(path)
    except KnownError as error:
        values = place | {"code": error.code.removeprefix("policy."), "field": error.values.get("field", "–")}
        if error.code in _UNREAD:
            yield Finding("policy", Grade.BAD, "policy_unread", values)
        else:
            yield Finding("policy", Grade.BAD, "policy_field", values)
        return
    against = None if store is None else disagreement(store, read)
    if against is None:
        yield Finding("policy", Grade.GOOD, "policy", place | {"role": read.role.value})
        return
    told = place | {name: against.values[name] for name in ("value", "expected")}
    if against.code == "policy.other_unit":
        yield Finding("policy", Grade.BAD, "policy_other_unit", told)
    else:
        yield Finding("policy", Grade.BAD, "policy_other_server", told)
