"""Reading a policy file strictly: nothing unknown, nothing of the wrong kind, nothing half said.

Each refusal names the file, the field as it is written there, what stands there and what is expected.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from app.kernel.errors import KnownError
from app.policy import fields
from app.policy.fields import Reads, bad
from app.policy.model import (
    CHANNELS,
    FORMAT,
    STATION_ROLES,
    THEMES,
    WITHOUT_A_PERSON,
    AdministratorPolicy,
    KeysPolicy,
    Policy,
    PolicyRole,
    ServerPolicy,
)
from app.policy.places import refuse_open_to_others

MOST_BYTES: Final = 64 * 1024
_TOP: Final[Mapping[str, Reads]] = {
    "format": fields.whole(FORMAT, FORMAT),
    "role": fields.one_of(*(one.value for one in PolicyRole)),
}
_TABLES: Final[Mapping[str, Mapping[str, Reads]]] = {
    "unit": {
        "name": fields.text,
        "cnes": fields.cnes,
        "kind": fields.one_of("primary_care", "hospital"),
        "municipality": fields.municipality,
        "municipality_name": fields.text,
        "phone": fields.phone,
    },
    "station": {
        "language": fields.one_of("pt_BR", "en"),
        "theme": fields.one_of(*THEMES),
        "time_zone": fields.zone,
        "lock_after_minutes": fields.whole(1, 60),
        "wall_names": fields.one_of("first_and_initials", "first_name", "initials"),
        "ward_names": fields.one_of("initials", "full_name", "none"),
    },
    "keys": {"keyring": fields.yes_or_no, "key_file": fields.path, "recovery_code_file": fields.path},
    "administrator": {"login": fields.login, "name": fields.text, "password_file": fields.path},
    "server": {
        "address": fields.address,
        "certificate_sha256": fields.fingerprint,
        "certificate": fields.path,
        "authority": fields.path,
        "code": fields.code,
        "code_file": fields.path,
    },
    "updates": {"channel": fields.one_of(*CHANNELS)},
    "retention": {
        "clinical_record_years": fields.period("clinical_record"),
        "sealed_record_years": fields.period("sealed_record"),
        "drafts_days": fields.period("drafts"),
        "message_answers_days": fields.period("message_answers"),
        "link_codes_days": fields.period("link_codes"),
        "sign_in_failures_days": fields.period("sign_in_failures"),
        "retention_runs_days": fields.period("retention_runs"),
        "ward_signals_days": fields.period("ward_signals"),
        "ward_trends_days": fields.period("ward_trends"),
        "backups_months": fields.period("backups"),
        "logs_days": fields.period("logs"),
    },
}
"""Every field that there is; docs/unattended-set-up.md tells of each (a test compares them)."""
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "unit": ("name", "cnes", "municipality"),
    "administrator": ("login", "name"),
    "server": ("address",),
}
_FIXED_BY_NAME: Final = ("language", "time_zone", "lock_after_minutes", "wall_names", "ward_names")
Read = Mapping[str, Mapping[str, Any]]


def known_fields() -> tuple[str, ...]:
    """Every field as it is written in messages: `role`, `unit.cnes`, …"""
    return (*_TOP, *(f"{table}.{name}" for table, names in _TABLES.items() for name in names))


def read_policy(path: Path) -> Policy:
    """The policy in a file. KnownError `policy.*`, one for each thing that can be wrong."""
    try:
        refuse_open_to_others(path)
        raw = path.read_bytes()
    except OSError as error:
        raise KnownError("policy.no_file", path=str(path), reason=error.strerror or type(error).__name__) from None
    return policy_of(raw, path)


def policy_of(raw: bytes, path: Path) -> Policy:
    """The policy in these bytes; `path` is named in it and in every error."""
    try:
        return _policy(_parsed(raw), path)
    except KnownError as error:
        raise KnownError(error.code, **{"path": str(path), **error.values}) from None


def _parsed(raw: bytes) -> dict[str, Any]:
    if len(raw) > MOST_BYTES:
        raise KnownError("policy.too_large", most=MOST_BYTES)
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise KnownError("policy.not_toml", reason=str(error)[:200]) from None


def _policy(found: Mapping[str, Any], path: Path) -> Policy:
    top = {name: value for name, value in found.items() if name not in _TABLES}
    said = _values("", top, _TOP, ("format", "role"))
    read = {name: _table(name, found[name]) for name in _TABLES if name in found}
    role = PolicyRole(said["role"])
    if "unit" not in read:
        raise KnownError("policy.missing", field="unit")
    keys = KeysPolicy(**read.get("keys", {}))
    _refuse_nobody_there(role, keys)
    administrator = AdministratorPolicy(**read["administrator"]) if "administrator" in read else None
    station = read.get("station", {})
    return Policy(
        path=path,
        role=role,
        settings=_settings(role, read),
        theme=station.get("theme"),
        keys=keys,
        administrator=administrator,
        server=_server(read["server"]) if "server" in read else None,
        channel=str(read.get("updates", {}).get("channel", CHANNELS[0])),
        # The unit of a field is the last word of its name.
        retention={name.rpartition("_")[0]: count for name, count in read.get("retention", {}).items()},
    )


def _table(name: str, found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise bad("not_a_table", name, found)
    return _values(f"{name}.", found, _TABLES[name], _NEEDED.get(name, ()))


def _values(
    prefix: str, found: Mapping[str, Any], known: Mapping[str, Reads], needed: tuple[str, ...]
) -> dict[str, Any]:
    for name in found:
        if name not in known:
            tables = () if prefix else tuple(f"[{one}]" for one in _TABLES)
            expected = ", ".join((*known, *tables))
            raise KnownError("policy.unknown_field", field=f"{prefix}{name}"[:80], expected=expected)
    for name in needed:
        if name not in found:
            raise KnownError("policy.missing", field=f"{prefix}{name}")
    return {name: known[name](f"{prefix}{name}", value) for name, value in found.items()}


def _settings(role: PolicyRole, read: Read) -> dict[str, object]:
    unit, station = read["unit"], read.get("station", {})
    station_role = STATION_ROLES[role]
    if "kind" in unit:
        if role is not PolicyRole.AGENT:
            raise bad("only_of_agent", "unit.kind", unit["kind"])
        station_role = "hospital" if unit["kind"] == "hospital" else station_role
    settings: dict[str, object] = {
        "role": station_role,
        "unit_name": unit["name"],
        "cnes": unit["cnes"],
        "municipality_code": unit["municipality"],
        "municipality_name": _municipality_name(unit),
    }
    if "phone" in unit:
        settings["unit_phone"] = unit["phone"]
    return settings | {name: station[name] for name in _FIXED_BY_NAME if name in station}


def _municipality_name(unit: Mapping[str, Any]) -> str:
    from app.clinic.municipalities import by_code  # noqa: PLC0415 - reads a list, which only a policy needs so early

    listed = by_code(unit["municipality"])
    name = unit.get("municipality_name") or (listed.name if listed else None)
    if name is None:
        raise bad("municipality_without_name", "unit.municipality_name", unit["municipality"])
    return str(name)


def _server(said: Mapping[str, Any]) -> ServerPolicy:
    trusts = [name for name in ("certificate_sha256", "certificate", "authority") if name in said]
    if len(trusts) != 1:
        expected = "server.certificate_sha256, server.certificate, server.authority"
        raise KnownError("policy.not_exactly_one", field=expected, count=len(trusts))
    if "code" in said and "code_file" in said:
        raise KnownError("policy.not_both", field="server.code", other="server.code_file")
    given = {name: value for name, value in said.items() if name != "certificate_sha256"}
    return ServerPolicy(**given, fingerprint=said.get("certificate_sha256", ""))


def _refuse_nobody_there(role: PolicyRole, keys: KeysPolicy) -> None:
    silent = keys.key_file is not None or (keys.keyring and role is not PolicyRole.AGENT)
    if role in WITHOUT_A_PERSON and not silent:
        raise KnownError("policy.nobody_there", field="keys.key_file", role=role.value)
