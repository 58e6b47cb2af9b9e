"""Codes and identifier systems, read once from `resources/data/fhir-codes.toml`; small building blocks of R4."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[3] / "resources" / "data" / "fhir-codes.toml"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"

Json = dict[str, Any]
"""One JSON object of FHIR."""


@dataclass(frozen=True)
class LoincCode:
    """One LOINC code; `vital`: it belongs to FHIR's vital signs."""

    code: str
    display: str
    vital: bool


@dataclass(frozen=True)
class FhirCodes:
    """What the file says; `loinc` by observation kind, `identifiers` and `own` by short name."""

    identifiers: Mapping[str, str]
    own: Mapping[str, str]
    pregnancy: Json
    referral: Json
    no_known_allergy: Json
    loinc: Mapping[str, LoincCode]


@cache
def fhir_codes() -> FhirCodes:
    """The shipped codes."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    loinc = {
        kind: LoincCode(entry["code"], entry["display"], bool(entry.get("vital", False)))
        for kind, entry in content["loinc"].items()
    }
    return FhirCodes(
        content["identifiers"],
        content["own"],
        content["pregnancy"],
        content["referral"],
        content["no_known_allergy"],
        loinc,
    )


def concept(system: str, code: str, display: str = "", text: str = "") -> Json:
    """A CodeableConcept with one coding."""
    coding = {"system": system, "code": code, **({"display": display} if display else {})}
    return {"coding": [coding], **({"text": text} if text else {})}


def kind_concept(kind: str) -> Json:
    """What was observed: by LOINC where the file knows it, always by this program's own code too."""
    own = {"system": fhir_codes().own["observation"], "code": kind}
    known = fhir_codes().loinc.get(kind)
    if known is None:
        return {"coding": [own]}
    return {"coding": [{"system": LOINC, "code": known.code, "display": known.display}, own], "text": known.display}


def reference(resource_id: str, display: str = "") -> Json:
    """A reference to another entry of the same bundle."""
    return {"reference": f"urn:uuid:{resource_id}", **({"display": display} if display else {})}


def unit_reference(cnes: str, name: str = "") -> Json:
    """A unit by its CNES: no entry of its own, since a receiver knows the national register."""
    place: Json = {"type": "Organization", "identifier": {"system": fhir_codes().identifiers["cnes"], "value": cnes}}
    return place | ({"display": name} if name else {})


def meta(synthetic: bool) -> Json:
    """Synthetic people are marked in every resource, so that no part of a bundle passes for a real one."""
    if not synthetic:
        return {}
    tag = {"system": TERMINOLOGY + "v3-ActReason", "code": "HTEST", "display": "test health data"}
    return {"meta": {"tag": [tag]}}
