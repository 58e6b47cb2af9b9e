"""Who does something: what the store writes beside every change and every look."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """An account (or a part of the program) as author; `name` is kept beside the id so that old rows stay readable."""

    account_id: str
    name: str


PROGRAM = Actor(account_id="program", name="Plantão")
