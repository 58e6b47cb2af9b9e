"""Which rule base is in force: the one of the last step `in_force`, or the one that ships with the program."""

from sqlalchemy import Connection, select

from app.clinic.assessments.rows import rules_of
from app.clinic.risk.rules import RuleBase
from app.store.store import Store
from app.store.tables import rule_base_step


class RulesInForce:
    """Asked at every classification, so that an approval or a roll-back holds at once in every process."""

    def __init__(self, store: Store, shipped: RuleBase) -> None:
        self._store = store
        self.shipped = shipped

    def __call__(self) -> RuleBase:
        """The rule base to classify with now."""
        with self._store.read() as connection:
            return self.read(connection)

    def read(self, connection: Connection) -> RuleBase:
        """The same within a transaction."""
        sha256 = last_in_force(connection)
        return self.shipped if sha256 in (None, self.shipped.sha256) else rules_of(connection, str(sha256))


def last_in_force(connection: Connection) -> str | None:
    """The hash of the rule base that was put into force last; None: the shipped one was never replaced."""
    newest = select(rule_base_step.c.rule_base_sha256).where(rule_base_step.c.step == "in_force")
    found = connection.execute(newest.order_by(rule_base_step.c.number.desc()).limit(1)).scalar_one_or_none()
    return None if found is None else str(found)
