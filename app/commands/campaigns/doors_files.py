"""Files that people bring: tables, forms, rule bases, policies, bundles, keys, backups."""

import hashlib
import io
import json
import random
import struct
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from app.clinic.prenatal.exam_sets import load_exam_sets
from app.clinic.referral.parameters import load_parameters
from app.clinic.risk.form_files import Notes, read_forms
from app.clinic.risk.loader import DEFAULT_FILE, default_rule_base, load_rule_base
from app.commands.campaigns.doors import Door, of_bytes, of_json
from app.commands.campaigns.home import Home
from app.commands.classify import answer_for
from app.interop.csv_people.checking import ImportOptions, check_row
from app.interop.csv_people.columns import propose
from app.interop.csv_people.reading import read_table
from app.interop.simulator.plans import load_plan
from app.interop.simulator.scenarios import FOLDER
from app.policy.reading import policy_of
from app.reminders.criteria import read_criteria
from app.reminders.template_model import from_stored
from app.router.tables.reading import default_contents, read_tables
from app.security.keys.slot_file import load as load_slots
from app.store.checking import check_file
from app.store.engine import PAGE_BYTES
from app.sync.bundles.format import read_closed, read_lines, require_signature, write_bundle
from app.sync.bundles.header import Header, Kind, Range
from app.sync.bundles.keys import BundleKeys, keys_from_seed

_RESOURCES: Final = DEFAULT_FILE.parents[1]
_DAY: Final = date(2026, 3, 2)
_TABLE: Final = (
    "nome;nascimento;sexo;nome da mãe;cpf;telefone;município\r\n"
    "Maria Sintética da Silva;03/02/1996;F;Joana Sintética;;(84) 90000-0001;Natal\r\n"
    '"Ana; Sintética";1990-12-31;feminino;;111.444.777-35;;Mossoró\r\n'
)
_FORM: Final = {"id": "a1", "age_years": 31, "weight_kg": 62.5, "systolic_mmhg": 120, "conditions": ["diabetes"]}
_CSV_FORMS: Final = "id,age_years,weight_kg,conditions\n1,31,62.5,diabetes\n2,,70,\n"
_POLICY: Final = """format = 1
role = "unit_station"
[unit]
name = "UBS Sintética"
cnes = "1234567"
municipality = "2408102"
phone = "(84) 3232-1234"
[station]
language = "pt_BR"
theme = "light"
lock_after_minutes = 5
[keys]
keyring = false
key_file = "/etc/plantao/station.key"
recovery_code_file = "/etc/plantao/recovery"
[administrator]
login = "suporte"
name = "Suporte Sintético"
[server]
address = "https://central.example:8443"
certificate = "/etc/plantao/central.crt"
code_file = "/etc/plantao/code"
[updates]
channel = "stable"
"""
_TEMPLATE: Final = {
    "variants": [
        {
            "texts": {"pt_BR": {"body": "Olá, {{first_name}}.", "subject": "Aviso"}, "en": {"body": "Hello"}},
            "weight": 2,
            "approved": {"name": "aviso", "values": ["first_name"]},
        },
        {"texts": {"pt_BR": {"body": "Bom dia, {{first_name}}."}}},
    ]
}
_CRITERIA: Final = [
    {"field": "interested_in_surgery", "yes": True},
    {"field": "age", "least": 18, "most": 35},
    {"field": "class", "values": ["ARCE"]},
]


def doors(home: Home) -> Iterator[Door]:
    """All of them; `home`: a station whose files may be read, and copied into its folder."""
    forms = [json.dumps([_FORM, _FORM]).encode(), json.dumps(_FORM).encode() + b"\n" * 2, _CSV_FORMS.encode()]
    yield of_bytes("csv_people", [_TABLE.encode(), _TABLE.encode("cp1252"), _TABLE.encode("utf-16")], _people)
    yield of_bytes("classify", forms, _classify)
    yield of_json(
        "classify_json", [[_FORM, _FORM], {"forms": [_FORM]}], lambda raw: _classify(json.dumps(raw).encode())
    )
    yield of_bytes("rule_base", [DEFAULT_FILE.read_bytes()], load_rule_base)
    yield of_bytes("referral_parameters", [(_RESOURCES / "referral" / "referral.yaml").read_bytes()], load_parameters)
    yield of_bytes("exam_sets", [(_RESOURCES / "exam-sets" / "exam-sets.yaml").read_bytes()], load_exam_sets)
    yield of_bytes("policy_file", [_POLICY.encode()], lambda raw: policy_of(raw, Path("campaign.toml")))
    yield of_json("template", [_TEMPLATE], lambda raw: from_stored(json.dumps(raw)))
    yield of_json("criteria", [_CRITERIA], read_criteria)
    yield of_json("router_tables", [default_contents()], _tables)
    wards = [one.read_bytes() for one in sorted((FOLDER / "wards").glob("*.toml"))]
    scratch = home.folders.home / "scratch"
    yield of_bytes("ward_plan", wards, _file(scratch.with_suffix(".toml"), lambda path: load_plan(str(path))))
    slots, read_slots = home.folders.key_slots.read_bytes(), _file(scratch.with_suffix(".json"), load_slots)
    yield of_bytes("key_slots", [slots], read_slots)
    yield of_json("key_slots_json", [json.loads(slots)], lambda raw: read_slots(json.dumps(raw).encode()))
    copy = _file(scratch.with_suffix(".db"), lambda path: check_file(path, home.key))
    yield Door("backup", _Pages(home.folders.store.read_bytes()).make, copy)
    own = keys_from_seed(bytes(range(32)))
    bundle = _bundle(own)
    yield of_bytes("bundle", [bundle], lambda raw: _read_bundle(raw, own))
    header = json.loads(read_closed(bundle).sealed_bytes)
    yield of_json("bundle_header", [header], lambda raw: _read_bundle(_with_header(bundle, raw), own))


def _people(raw: bytes) -> None:
    table = read_table(raw)
    mapping = propose(table.headers)
    for row in table.rows:
        check_row(row, mapping, ImportOptions(), _DAY)


def _classify(raw: bytes) -> None:
    for entry in read_forms(io.BytesIO(raw), "campaign", "auto", Notes()):
        json.dumps(answer_for(entry, default_rule_base()), allow_nan=False)


def _tables(raw: Any) -> object:
    return read_tables(raw if isinstance(raw, dict) else {})


def _file(path: Path, opens: Callable[[Path], object]) -> Callable[[bytes], object]:
    """What takes a file, as what takes bytes."""

    def opened(raw: bytes) -> object:
        path.write_bytes(raw)
        try:
            return opens(path)
        finally:
            for left in path.parent.glob(f"{path.name}*"):
                left.unlink()

    return opened


class _Pages:
    """Broken copies of a store: whole pages lost, doubled, overwritten, cut off, or single bytes."""

    def __init__(self, whole: bytes) -> None:
        self._whole = whole

    def make(self, chance: random.Random) -> bytes:
        """One of them."""
        raw, pages = bytearray(self._whole), len(self._whole) // PAGE_BYTES
        at = chance.randrange(pages) * PAGE_BYTES
        match chance.randrange(5):
            case 0:
                raw[at + chance.randrange(PAGE_BYTES)] ^= 1 << chance.randrange(8)
            case 1:
                raw[at : at + PAGE_BYTES] = chance.randbytes(PAGE_BYTES)
            case 2:
                raw[at : at + PAGE_BYTES] = b""
            case 3:
                raw[at:at] = raw[at : at + PAGE_BYTES]
            case _:
                del raw[chance.randrange(len(raw)) :]
        return bytes(raw)


def _bundle(own: BundleKeys) -> bytes:
    ranges = (Range("origin-1", 1, 2, ""),)
    public = own.public
    names = (Kind.EVENTS, "bundle-1", "station-1", "server-1", "2026-03-02T11:00:00.000000Z")
    header = Header(*names, lines=2, after=0, ranges=ranges, reply_key=public.agreement, signer=public.signing)
    return write_bundle(header, [{"n": 1}, {"n": 2, "words": "Sintética"}], own, [public.agreement])


def _read_bundle(raw: bytes, own: BundleKeys) -> object:
    closed = read_closed(raw)
    require_signature(closed, own.public.signing)
    return read_lines(closed, own)


def _with_header(bundle: bytes, header: Any) -> bytes:
    """The same bundle with another header, its length and checksum right: what somebody hostile would send."""
    magic, lengths = bundle[:8], struct.Struct(">HIQ")
    version, head, body = lengths.unpack_from(bundle, 8)
    start = 8 + lengths.size
    written = json.dumps(header).encode()
    whole = magic + lengths.pack(version, len(written), body) + written + bundle[start + head : start + head + body]
    return whole + hashlib.sha256(whole).digest() + bundle[-64:]
