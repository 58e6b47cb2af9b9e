"""What every table is built with."""

from sqlalchemy import Column, MetaData, String, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column() -> Column[str]:
    """An identifier made on the station."""
    return Column("id", String(36), primary_key=True)


def author_columns() -> tuple[Column[str], Column[str]]:
    """When and by whom (account id) the row was written."""
    return Column("recorded_at", String(27), nullable=False), Column("recorded_by", String(36), nullable=False)


def correction_columns() -> tuple[Column[str], Column[str]]:
    """`supersedes` is the corrected row of the same table; unique, so that a row has at most one successor."""
    return Column("supersedes", String(36), unique=True), Column("reason", Text)
