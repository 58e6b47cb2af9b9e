"""Records of a black box as a station sends them; nothing in them is real."""

from app.central.black_boxes import BoxRecord
from app.router.blackbox.model import BEGINNING, link_of

BOX = "b" * 32


def chained(count: int, text: str = "synthetic") -> list[BoxRecord]:
    """The first of a box that is whole."""
    found, link = [], BEGINNING
    for number in range(1, count + 1):
        content = f"{text} {number}".encode()
        before, link = link, link_of(link, number, content)
        found.append(BoxRecord(number, before, link, content))
    return found
