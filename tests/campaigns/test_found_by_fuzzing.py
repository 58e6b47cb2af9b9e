"""What the fuzzing of the doors has found: the smallest input of each finding, refused by name from then on."""

import hashlib
import io
import json
import ssl
from pathlib import Path
from typing import Any, cast

import pytest
import requests

from app.central.certificate import own
from app.clinic.risk.form_files import Notes, read_forms
from app.commands.campaigns.peers import Peer
from app.fleet.versions import offer_of
from app.interop.simulator.plans import load_plan
from app.kernel.clock import FakeClock, SystemClock
from app.kernel.errors import KnownError
from app.reminders.channels.email_bounces import Ours, read_letter
from app.reminders.channels.interface import Outcome, Outgoing
from app.reminders.channels.registry import CHANNELS
from app.reminders.template_model import from_stored
from app.router.machines.http_call import HttpCall
from app.router.machines.model import MachineKind, MachineSettings, check_machine
from app.router.machines.outlet import OutletFailure
from app.router.tables.reading import default_contents, read_tables
from app.security.keys.slot_file import load
from app.store.checking import check_file
from app.store.engine import PAGE_BYTES
from app.store.store import Store
from app.sync.client import CentralClient, Identity
from app.sync.events import from_wire
from app.sync.pinned import PinnedServer, clean_address
from tests.store_fixtures import TEST_KEY

DEEP = "[" * 5_000


def event(payload: str = "{}", **changed: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {"id": "1", "origin": "2", "sequence": 3, "entity": "person", "entity_id": "4", "seen": 0}
    hashed = hashlib.sha256(payload.encode(errors="surrogatepass")).hexdigest()
    said = {"operation": "change", "payload": payload, "payload_sha256": hashed}
    return {**facts, **said, "recorded_at": "2026-03-02T11:00:00.000000Z", "recorded_by": "5", **changed}


@pytest.mark.parametrize(
    "told",
    [
        *("[]", "{}", "x", DEEP, '{"variants":"x"}', '{"variants":[[]]}', '{"variants":[{"texts":{"pt_BR":[]}}]}'),
        '{"variants":[{"texts":{"pt_BR":{"body":"a"}},"approved":[1]}]}',
    ],
)
def test_a_template_of_another_form_is_refused_by_name(told: str) -> None:
    with pytest.raises(KnownError) as refused:
        from_stored(told)
    assert refused.value.code == "templates.unreadable"


def test_a_number_of_a_table_that_fits_into_no_float_is_refused_with_its_field() -> None:
    whole = default_contents()
    numbers = [
        (name, place, key)
        for name, table in whole.items()
        for place, row in enumerate(table.get("row", ()))
        for key, value in row.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    assert numbers
    for name, place, key in numbers:
        contents = default_contents()
        contents[name]["row"][place][key] = 10**400
        with pytest.raises(KnownError) as refused:
            read_tables(contents)
        assert refused.value.values["table"] == name


def test_a_store_that_was_cut_off_is_called_damaged_wherever_it_is_looked_at(store: Store, tmp_path: Path) -> None:
    whole = store.path.read_bytes()
    for pages in (1, 2, len(whole) // PAGE_BYTES // 2):
        cut = tmp_path / f"{pages}.db"
        cut.write_bytes(whole[: pages * PAGE_BYTES + 11])
        with pytest.raises(KnownError) as refused:
            check_file(cut, TEST_KEY)
        assert refused.value.code == "store.damaged"


def test_a_table_of_forms_whose_header_cannot_be_split_is_refused_with_its_line() -> None:
    with pytest.raises(KnownError) as refused:
        list(read_forms(io.BytesIO(b"\r$"), "forms.csv", "csv", Notes()))
    assert refused.value.code == "classify.unknown_column"


def test_key_slots_nested_without_end_count_as_damaged(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text('{"format":' + DEEP)
    with pytest.raises(KnownError) as refused:
        load(path)
    assert refused.value.code == "keys.file_damaged"


def test_a_ward_nested_without_end_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "ward.toml"
    path.write_text("beds = " + DEEP)
    with pytest.raises(KnownError) as refused:
        load_plan(str(path))
    assert refused.value.code == "simulator.file_refused"


@pytest.mark.parametrize(
    "broken",
    [
        event("\ud800"),
        event('{"name":"\\ud800"}'),
        event('{"name":NaN}'),
        event('{"name":' + DEEP),
        event(recorded_by="\ud800"),
        event(sequence=10**400),
        event(seen=2**60),
    ],
)
def test_an_event_that_no_store_could_take_is_refused_at_the_server_by_its_field(broken: dict[str, Any]) -> None:
    with pytest.raises(KnownError) as refused:
        from_wire(broken)
    assert refused.value.code == "sync.bad_event"
    json.dumps(refused.value.values).encode()


def test_an_event_with_signs_beyond_the_first_plane_written_as_escapes_is_taken() -> None:
    assert from_wire(event('{"name":"\\ud83e\\udec0"}')).content() == {"name": "🫀"}


class Answering:
    """A server that answers every question with this, but for its token."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def call(self, _method: str, path: str, **_options: Any) -> requests.Response:
        token = b'{"challenge":"c","token":"t","seconds":900,"server_time":"2026-03-02T11:00:00.000000Z"}'
        answer = requests.Response()
        answer.status_code, answer.raw = 200, io.BytesIO(token if path.startswith("/api/token") else self._answer)
        return answer


@pytest.mark.parametrize(
    "answer",
    [
        b'{"events":[],"through":Infinity,"more":false}',
        b'{"events":[],"through":1e999,"more":false}',
        b'{"events":[],"through":NaN,"more":false}',
        b'{"events":' + DEEP.encode() * 20,
    ],
)
def test_a_servers_answer_with_a_number_that_is_none_is_the_servers_failure(answer: bytes) -> None:
    client = CentralClient(cast(PinnedServer, Answering(answer)), Identity("1", "00" * 32), FakeClock())
    with pytest.raises(KnownError) as refused:
        client.pull(0)
    assert refused.value.code == "sync.server_failed"


@pytest.mark.parametrize("day", ["2 Mar 2 1:9999999999", "31 Dec 9999 23:00:00 -1400", "x"])
def test_a_letter_with_a_day_that_there_is_not_is_heard_without_its_day(day: str) -> None:
    letter = f"From: p1@example.org\r\nDate: {day}\r\n\r\nSAIR\r\n"
    (found,) = read_letter(letter.encode(), Ours("retorno@ubs.example", "ubs.example"), "1")
    assert (found.at, found.text) == (None, "SAIR")


@pytest.mark.parametrize("host", ["a..b", ".x", "a" * 64 + ".example", ""])
def test_a_host_that_nobody_can_look_up_is_refused_where_it_is_typed(host: str) -> None:
    with pytest.raises(KnownError) as refused:
        clean_address(f"https://{host}:8443")
    assert refused.value.code == "sync.bad_address"
    for kind in MachineKind:
        address = f"http://{host}/alarm" if kind is MachineKind.HTTP else f"{host}:502"
        with pytest.raises(KnownError) as refused:
            check_machine(MachineSettings(kind, address))
        assert refused.value.code.startswith("router_machines.")


def test_hosts_with_accents_and_numbers_of_the_network_are_taken() -> None:
    assert clean_address("hospital-são-joão.example") == "https://hospital-são-joão.example"
    for address in ("192.0.2.7:502", "[2001:db8::1]:502"):
        check_machine(MachineSettings(MachineKind.RELAY, address))


_LOST = b"HTTP/1.1 302 Found\r\nLocation: \xb8\r\nContent-Length: 0\r\n\r\n"


def test_a_redirection_in_other_letters_is_the_failure_of_whoever_sent_it(tmp_path: Path) -> None:
    certificate = own(tmp_path, SystemClock(), ("127.0.0.1",))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate.certificate, certificate.key)
    service, server = Peer(), Peer(tls=tls)
    service.says = server.says = _LOST
    try:
        call = HttpCall(MachineSettings(MachineKind.HTTP, f"http://{service.address}/x"), "one", SystemClock())
        with pytest.raises(OutletFailure) as failed:
            call.probe()
        assert failed.value.why == "other_answer"
        call.close()
        line = PinnedServer(f"https://{server.address}", certificate.fingerprint)
        with pytest.raises(KnownError) as refused:
            line.call("GET", "/healthz")
        assert refused.value.code == "sync.unreachable"
        line.close()
    finally:
        service.close()
        server.close()


@pytest.mark.parametrize(("asked", "waits"), [("9" * 400, 86_400.0), ("7", 7.0), ("-1", None)])
def test_a_provider_that_asks_to_wait_for_ever_is_asked_again_after_a_day(asked: str, waits: float | None) -> None:
    peer = Peer()
    body = f'{{"ok":false,"error_code":429,"description":"Too Many","parameters":{{"retry_after":{asked}}}}}'
    peer.says = f"HTTP/1.1 429 x\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    here = {"address": f"http://{peer.address}", "bot_name": "SyntheticBot"}
    sender = CHANNELS["telegram"].opener(here, {"bot_token": "123456789:AAsynthetic"})
    try:
        tried = sender.send(Outgoing("1", "99", "", "Aviso"))
        assert (tried.outcome, tried.retry_after) == (Outcome.THROTTLED, waits)
    finally:
        sender.close()
        peer.close()


def test_a_version_that_is_offered_with_half_a_character_is_none() -> None:
    told = {"version": "1.2.0", "note": "Notas", "packages": {"plantao.deb": "ab" * 32}, "offered_at": "2026-03-02"}
    offer = offer_of(told)
    assert offer is not None and len(offer.key) == 64
    for name in ("note", "offered_at"):
        assert offer_of({**told, name: "\ud800"}) is None
