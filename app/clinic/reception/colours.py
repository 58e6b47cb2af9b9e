"""The colours' words and the order of the board: a file of data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from app.clinic.figures import Head, coded, load_figures, source_of
from app.clinic.reception.model import Colour
from app.clinic.risk.factor_readers import read_labels
from app.clinic.risk.rules import Labels
from app.clinic.risk.yaml_nodes import Entry, Problems

DEFAULT_FILE: Final = Path(__file__).resolve().parents[3] / "resources" / "reception" / "colours.yaml"
NOT_HEARD: Final = "not_heard"


@dataclass(frozen=True)
class Colours:
    """`labels` in the order of the board: the four colours, and `not_heard` for who has none yet."""

    head: Head
    labels: Mapping[str, Labels]

    def rank(self, colour: Colour | None) -> int:
        """The place on the board, 0 first."""
        return list(self.labels).index(colour.value if colour else NOT_HEARD)


@cache
def default_colours() -> Colours:
    """The colours that are shipped with the program (read once)."""
    return load_colours(DEFAULT_FILE.read_bytes())


def load_colours(raw: bytes) -> Colours:
    """The colours of a file; KnownError figures.refused names every wrong line."""
    return load_figures(raw, _read, "colours")


def _read(root: Entry, head: Head, problems: Problems) -> Colours:
    def one(entry: Entry) -> Labels:
        source_of(entry, head, problems)
        return read_labels(entry)

    return Colours(head, coded(root, "board", [NOT_HEARD, *(colour.value for colour in Colour)], one, problems))
