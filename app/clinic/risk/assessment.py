"""What the classification says: class, total, what fired and why, what is missing and where that could lead."""

from dataclasses import dataclass
from typing import Any

from app.clinic.risk.rules import Labels


@dataclass(frozen=True, slots=True)
class AssessedFactor:
    """A factor that was answered.

    `code` is the form's key, the condition's code, or the counts-once group's code ("hypertension"). `detail` says
    which answer it was ("mais de 35 anos"); None for conditions and groups. `evidence` lists the form's keys or
    condition codes that stand behind it: several for a counts-once group. `source` is a key of `RuleBase.sources`.
    """

    code: str
    points: float
    source: str
    label: Labels
    detail: Labels | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownFactor:
    """An answer that is missing, and what it could do if it were the only one given.

    `could_add`: every number of points that an answer could add to the present total, ascending.
    `reachable`: the classes that an answer to this question alone could lead to, lowest first.
    """

    code: str
    label: Labels
    could_add: tuple[float, ...]
    reachable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result for one form.

    `risk_class` and `total` count what is known. `fired` (points above 0) and `asked_without_points` follow the order
    of the form, as does `unknown` (codes). `reachable` lists, lowest first, exactly the classes that some way of
    answering what is unknown leads to.
    """

    form_id: str | int | None
    risk_class: str
    total: float
    fired: tuple[AssessedFactor, ...]
    asked_without_points: tuple[AssessedFactor, ...]
    unknown: tuple[str, ...]
    reachable: tuple[str, ...]
    rule_base_version: str
    rule_base_sha256: str

    @property
    def is_certain(self) -> bool:
        """Whether no missing answer can change the class."""
        return self.reachable == (self.risk_class,)


def to_json(assessment: Assessment) -> dict[str, Any]:
    """The answer of `classify` for one form, exactly in the shape of interfaces.md."""
    return {
        "id": assessment.form_id,
        "class": assessment.risk_class,
        "total": assessment.total,
        "factors": [
            {"code": factor.code, "points": factor.points, "source": factor.source} for factor in assessment.fired
        ],
        "unknown": list(assessment.unknown),
        "reachable": list(assessment.reachable),
        "rule_base": {"version": assessment.rule_base_version, "sha256": assessment.rule_base_sha256},
    }
