"""What a person is allergic to, and that somebody asked and none is known; only ever appended."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text

from app.store.tables.common import author_columns, correction_columns, id_column, metadata

allergy = Table(
    "allergy",
    metadata,
    id_column(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False, comment="medicine, food, latex, other; none: asked, none is known"),
    Column("content", Text, nullable=False, comment="canonical JSON: app.clinic.allergies.model"),
    *author_columns(),
    *correction_columns(),
    CheckConstraint("kind in ('medicine', 'food', 'latex', 'other', 'none')", name="kind"),
)
