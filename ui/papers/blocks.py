"""What a paper says, block by block: plain words and figures in reading order, without any measure or position.

A new paper is a function that returns a `PaperText`; see docs/how-to-add-a-paper.md. An empty value is a line to write
on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter


class Align(StrEnum):
    """Where words stand in their column."""

    LEFT = "left"
    RIGHT = "right"
    CENTER = "center"


@dataclass(frozen=True)
class Heading:
    """The name of a part; it never stands alone at the foot of a page. `small`: a part of a part."""

    words: str
    small: bool = False


@dataclass(frozen=True)
class Note:
    """A paragraph. `framed` puts a box around it (what must not be overlooked), `strong` makes it bold."""

    words: str
    framed: bool = False
    strong: bool = False
    small: bool = False


@dataclass(frozen=True)
class Bullets:
    """Short sentences, one below the other, in `columns` where the sheet is wide (in one on A5).

    `numbered`: steps, each with its number instead of a dot.
    """

    lines: tuple[str, ...]
    columns: int = 1
    numbered: bool = False


@dataclass(frozen=True)
class Pair:
    """A label and its value; an empty value is a line to write on. `wide` takes the whole width of the sheet."""

    label: str
    value: str = ""
    wide: bool = False
    strong: bool = False


@dataclass(frozen=True)
class Pairs:
    """Labels with values side by side: in `columns` on A4, in two on A5."""

    pairs: tuple[Pair, ...]
    columns: int = 4


@dataclass(frozen=True)
class Fact:
    """A short question and its short answer. `given` False prints it in italics ("not asked"), `strong` in bold."""

    question: str
    answer: str
    given: bool = True
    strong: bool = False


@dataclass(frozen=True)
class Facts:
    """Many short answers, read down the columns: `columns` on A4, one less on A5."""

    facts: tuple[Fact, ...]
    columns: int = 3


@dataclass(frozen=True)
class Choice:
    """One box to tick; `ticked` where the record knows it."""

    words: str
    ticked: bool = False


@dataclass(frozen=True)
class Ticks:
    """A question with boxes to tick, in as many lines as they need. `among`: short questions of the same list, so that
    their boxes stand below each other."""

    question: str
    choices: tuple[Choice, ...]
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class WritingLines:
    """Empty lines under a label."""

    label: str
    count: int


@dataclass(frozen=True)
class Column:
    """One column of a table. `share`: its part of the width, compared with the others; 0 on A5 (`narrow`) moves what
    it holds into a line of its own below the row, led by its heading."""

    heading: str
    share: float
    narrow: float | None = None
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Row:
    """The cells of one row; `strong` prints it bold. `shape` is drawn before the first cell (see widgets.shapes).

    `to_write`: its empty cells are high enough to be filled in by hand.
    """

    cells: tuple[str, ...]
    strong: bool = False
    shape: str = ""
    to_write: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under a head that is repeated on every page. `blank_rows` are there to be filled in by hand."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    blank_rows: int = 0
    empty: str = ""
    """What is said instead where there is no row and none to fill in."""


@dataclass(frozen=True)
class Result:
    """The one thing of the paper: a shape, large words, what must be known with them, a figure at the right."""

    shape: str
    words: str
    explanation: str = ""
    figure: str = ""


@dataclass(frozen=True)
class Picture:
    """Something drawn, such as a chart: `paint` is given the box to fill (points). `caption` stands under it."""

    height: float
    paint: Callable[[QPainter, QRectF], None]
    caption: str = ""
    narrow_height: float | None = None


@dataclass(frozen=True)
class SignHere:
    """Lines for signatures, side by side, each with what is signed below."""

    labels: tuple[str, ...]


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a new page."""


Block = Heading | Note | Bullets | Pairs | Facts | Ticks | WritingLines | Table | Result | Picture | SignHere | NewPage


@dataclass(frozen=True)
class PaperText:
    """A whole paper. `about`: whose it is (the largest line, and at the head of every further page), may be empty.

    `marks`: words in the corner and at every foot (synthetic data, corrected). `printed`: who and when. `notice`: the
    last line of every foot. `page_words(number, total)`: "Page 1 of 3".
    """

    title: str
    file_name: str
    about: str
    unit: str
    printed: str
    page_words: Callable[[int, int], str]
    blocks: tuple[Block, ...]
    marks: tuple[str, ...] = field(default=())
    notice: str = ""
