"""A policy file is read strictly: what it says is what holds, and everything else is refused by name."""

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import KnownError
from app.policy.model import Policy, PolicyRole
from app.policy.places import found_policy, machine_policy
from app.policy.reading import known_fields, policy_of, read_policy
from tests.house.tree import ROOT
from ui.texts import error_text

HERE = Path("/etc/plantao/policy.toml")
WHOLE: dict[str, Any] = {
    "format": 1,
    "role": "unit_station",
    "unit": {"name": "UBS Sintética", "cnes": "0000001", "municipality": "2408102", "phone": "(84) 3232-1234"},
    "station": {
        "language": "pt_BR",
        "theme": "dark",
        "time_zone": "America/Fortaleza",
        "lock_after_minutes": 3,
        "wall_names": "initials",
        "ward_names": "none",
    },
    "keys": {"keyring": True, "key_file": "/etc/plantao/plantao.key", "recovery_code_file": "/etc/plantao/recovery"},
    "administrator": {"login": "suporte", "name": "Suporte Sintético", "password_file": "/etc/plantao/password"},
    "server": {
        "address": "https://central.example:8443",
        "certificate_sha256": "ab" * 32,
        "code_file": "/etc/plantao/code",
    },
    "updates": {"channel": "preview"},
}
"""One file with (nearly) every field."""


def written(content: dict[str, Any]) -> bytes:
    """As TOML."""
    lines = [f"{name} = {_value(value)}" for name, value in content.items() if not isinstance(value, dict)]
    for table, fields in content.items():
        if isinstance(fields, dict):
            lines += [f"[{table}]", *(f"{name} = {_value(value)}" for name, value in fields.items())]
    return "\n".join(lines).encode()


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def read(content: dict[str, Any]) -> Policy:
    return policy_of(written(content), HERE)


def refusal(content: dict[str, Any]) -> KnownError:
    with pytest.raises(KnownError) as caught:
        read(content)
    return caught.value


def changed(table: str, name: str, value: object) -> dict[str, Any]:
    """The whole file with one field otherwise; without it where the value is None."""
    copy = {key: dict(part) if isinstance(part, dict) else part for key, part in WHOLE.items()}
    place = copy[table] if table else copy
    place.pop(name, None)
    if value is not None:
        place[name] = value
    return copy


def test_what_the_file_says_is_what_holds() -> None:
    policy = read(WHOLE)
    assert (policy.role, policy.theme, policy.channel, policy.kiosk) == (
        PolicyRole.UNIT_STATION,
        "dark",
        "preview",
        False,
    )
    assert policy.settings == {
        "role": "ubs",
        "unit_name": "UBS Sintética",
        "cnes": "0000001",
        "municipality_code": "2408102",
        "municipality_name": "Natal",
        "unit_phone": "+558432321234",
        "language": "pt_BR",
        "time_zone": "America/Fortaleza",
        "lock_after_minutes": 3,
        "wall_names": "initials",
        "ward_names": "none",
    }
    assert policy.server is not None and policy.server.fingerprint == "ab" * 32
    assert policy.keys.key_file == Path("/etc/plantao/plantao.key")


def test_what_is_left_out_is_not_fixed() -> None:
    policy = read({name: WHOLE[name] for name in ("format", "role", "unit")})
    assert policy.fixed == {"role", "unit_name", "cnes", "municipality_code", "municipality_name", "unit_phone"}
    assert (policy.server, policy.administrator, policy.theme, policy.language) == (None, None, None, None)


@pytest.mark.parametrize("role", list(PolicyRole))
def test_each_role_has_its_station(role: PolicyRole) -> None:
    policy = read(changed("", "role", role.value))
    expected = {"hospital_desk": "hospital", "central_display": "ward"}.get(role.value, "ubs")
    assert policy.settings["role"] == expected
    assert policy.kiosk == (role is PolicyRole.CENTRAL_DISPLAY)


def test_an_agent_may_belong_to_a_hospital_and_no_other_role_says_so_twice() -> None:
    agent = changed("", "role", "agent")
    agent["unit"]["kind"] = "hospital"
    assert read(agent).settings["role"] == "hospital"
    assert refusal(changed("unit", "kind", "hospital")).code == "policy.only_of_agent"


WRONG: tuple[tuple[str, str, object], ...] = (
    ("", "format", 2),
    ("", "role", "ubs"),
    ("unit", "name", "  "),
    ("unit", "name", "x" * 201),
    ("unit", "cnes", 1234567),
    ("unit", "cnes", "123456"),
    ("unit", "municipality", "2408103"),
    ("unit", "phone", "12"),
    ("station", "language", "pt"),
    ("station", "theme", "sepia"),
    ("station", "time_zone", "../etc/passwd"),
    ("station", "time_zone", "Brasil/Natal"),
    ("station", "lock_after_minutes", 0),
    ("station", "lock_after_minutes", True),
    ("station", "lock_after_minutes", "5"),
    ("station", "wall_names", "full"),
    ("keys", "keyring", "yes"),
    ("keys", "key_file", "plantao.key"),
    ("administrator", "login", "Suporte"),
    ("administrator", "password_file", ""),
    ("server", "address", "http://central.example"),
    ("server", "address", "https://a b"),
    ("server", "address", "https://user:x@central.example"),
    ("server", "certificate_sha256", "ab" * 31),
    ("server", "code", "ABCD"),
    ("updates", "channel", "beta"),
)


@pytest.mark.parametrize(("table", "name", "value"), WRONG)
def test_a_wrong_value_is_named_with_its_field_and_what_is_expected(table: str, name: str, value: object) -> None:
    error = refusal(changed(table, name, value))
    where = f"{table}.{name}" if table else name
    assert error.values["field"] == where
    assert error.values["path"] == str(HERE)
    words = error_text(error.code, error.values)
    assert where in words and str(HERE) in words
    if name != "code":
        assert str(value)[:60] in words
    else:
        assert str(value) not in words, "a code is a secret"


@pytest.mark.parametrize("where", ["", "unit", "server"])
def test_a_field_that_does_not_exist_is_named_beside_those_that_do(where: str) -> None:
    error = refusal(changed(where, "colour", "x"))
    assert error.code == "policy.unknown_field"
    assert error.values["field"] == (f"{where}.colour" if where else "colour")
    assert {"": "role", "unit": "cnes", "server": "address"}[where] in str(error.values["expected"])


@pytest.mark.parametrize(
    ("table", "name"),
    [("", "format"), ("", "role"), ("unit", "name"), ("unit", "cnes"), ("unit", "municipality"), ("server", "address")],
)
def test_a_field_that_is_missing_is_named(table: str, name: str) -> None:
    error = refusal(changed(table, name, None))
    assert (error.code, error.values["field"]) == ("policy.missing", f"{table}.{name}" if table else name)


def test_a_file_without_a_unit_is_refused() -> None:
    content = {name: value for name, value in WHOLE.items() if name != "unit"}
    assert refusal(content).values["field"] == "unit"


def test_a_part_that_is_no_part_is_refused() -> None:
    assert refusal({**WHOLE, "server": "https://central.example"}).code == "policy.not_a_table"


def test_a_server_is_trusted_in_exactly_one_way_and_joined_with_at_most_one_code() -> None:
    without = refusal(changed("server", "certificate_sha256", None))
    twice = refusal(changed("server", "authority", "/etc/ca.pem"))
    assert [(one.code, one.values["count"]) for one in (without, twice)] == [
        ("policy.not_exactly_one", 0),
        ("policy.not_exactly_one", 2),
    ]
    assert refusal(changed("server", "code", "ABCD-EFGH-JKLM-2345")).code == "policy.not_both"


@pytest.mark.parametrize(("role", "keyring"), [("agent", True), ("agent", False), ("central_display", False)])
def test_a_machine_without_anybody_must_open_its_store_by_itself(role: str, keyring: bool) -> None:
    content = changed("", "role", role)
    content["keys"] = {"keyring": keyring}
    assert refusal(content).code == "policy.nobody_there"


def test_a_place_that_the_program_does_not_know_brings_its_name() -> None:
    content = changed("unit", "municipality", "1200013")
    listed = "municipality_name" in content["unit"]
    assert not listed and refusal(content).code == "policy.municipality_without_name"
    content["unit"]["municipality_name"] = "Acrelândia"
    assert read(content).settings["municipality_name"] == "Acrelândia"


def test_a_code_shows_in_no_text_about_the_policy() -> None:
    content = changed("server", "code_file", None)
    content["server"]["code"] = "ABCD-EFGH-JKLM-2345"
    policy = read(content)
    assert policy.server is not None and policy.server.code == "ABCD-EFGH-JKLM-2345"
    assert "ABCD" not in repr(policy)


@given(st.binary(max_size=400))
def test_whatever_stands_in_the_file_it_is_read_or_refused_in_words(raw: bytes) -> None:
    try:
        policy_of(raw, HERE)
    except KnownError as error:
        assert error.code.startswith("policy.")
        assert "{" not in error_text(error.code, error.values).replace(str(error.values.get("reason", "")), "")


PARTS = sorted((table, name) for table, part in WHOLE.items() if isinstance(part, dict) for name in part)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=80),
)


@given(st.sampled_from(PARTS), VALUES)
def test_whatever_one_field_holds_it_is_taken_as_it_stands_or_that_field_is_named(
    place: tuple[str, str], value: object
) -> None:
    content = changed(*place, value)
    try:
        policy = read(content)
    except KnownError as error:
        assert place[0] in str(error.values["field"])
        return
    again = tomllib.loads(written(content).decode())
    assert policy.settings["cnes"] == again["unit"]["cnes"]
    assert policy.settings.get("lock_after_minutes") == again["station"].get("lock_after_minutes")
    assert policy.keys.keyring is again["keys"].get("keyring", False)


def test_each_field_is_told_of_in_the_document() -> None:
    document = (ROOT / "docs" / "unattended-set-up.md").read_text(encoding="utf-8")
    assert [name for name in known_fields() if f"`{name}`" not in document] == []


def test_the_example_in_the_document_can_be_followed() -> None:
    document = (ROOT / "docs" / "unattended-set-up.md").read_text(encoding="utf-8")
    examples = document.split("```toml\n")[1:]
    assert examples
    for one in examples:
        policy_of(one.split("```")[0].encode(), HERE)


def test_a_file_of_the_command_line_goes_before_that_of_the_machine(tmp_path: Path) -> None:
    chosen = tmp_path / "other.toml"
    assert found_policy(chosen) == chosen
    assert machine_policy().is_absolute()


def test_a_file_that_is_not_there_or_is_open_to_others_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    with pytest.raises(KnownError) as caught:
        read_policy(path)
    assert caught.value.code == "policy.no_file"
    path.write_bytes(written(WHOLE))
    path.chmod(0o644)
    assert read_policy(path).path == path
    if os.name == "posix":
        path.chmod(0o664)
        with pytest.raises(KnownError) as caught:
            read_policy(path)
        assert caught.value.code == "policy.open_to_others"
