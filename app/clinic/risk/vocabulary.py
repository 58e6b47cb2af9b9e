"""The words of a referral form: its keys and the answers of its closed questions (interfaces.md, "A referral form")."""

from enum import StrEnum
from typing import Final


class MaritalStatus(StrEnum):
    """Answers of `marital_status` (thesis table 3, "Situação familiar")."""

    MARRIED = "married"
    STABLE_UNION = "stable_union"
    SINGLE = "single"
    DIVORCED = "divorced"
    WIDOWED = "widowed"


class Schooling(StrEnum):
    """Answers of `schooling` (thesis table 3, "Escolaridade")."""

    NONE = "none"
    PRIMARY_INCOMPLETE = "primary_incomplete"
    PRIMARY_COMPLETE = "primary_complete"
    SECONDARY_INCOMPLETE = "secondary_incomplete"
    SECONDARY_COMPLETE = "secondary_complete"
    HIGHER = "higher"


class FamilyIncome(StrEnum):
    """Answers of `family_income`, in minimum wages (thesis table 3, "Renda familiar")."""

    LESS_THAN_1 = "less_than_1"
    ONE = "1"
    MORE_THAN_1 = "more_than_1"


NUMBER_FIELDS: Final = ("age_years", "weight_kg", "systolic_mmhg", "diastolic_mmhg")
CHOICE_FIELDS: Final[dict[str, type[StrEnum]]] = {
    "marital_status": MaritalStatus,
    "schooling": Schooling,
    "family_income": FamilyIncome,
}
FORM_KEYS: Final = (
    "id",
    "age_years",
    "weight_kg",
    "marital_status",
    "schooling",
    "family_income",
    "systolic_mmhg",
    "diastolic_mmhg",
    "conditions",
    "conditions_asked",
)
