"""The first store: people, pregnancies, classification, accounts, change log, audit trail, search index."""

from alembic import op

from app.store import search_index
from app.store.tables import metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table, and on SQLite the search index."""
    connection = op.get_bind()
    metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        search_index.create_search_index(connection.exec_driver_sql)
