"""What is known of devices by their last word: those at a bed, and those that stand nowhere."""

from dataclasses import dataclass

from app.ward.signals import Source


@dataclass(frozen=True)
class DeviceLife:
    """The last word of a device that stands at a bed: `heard_at` None where it has said nothing since the start.

    `left`: it announced its switch-off; `gone`: it fell silent without a word, and did not answer where it was asked;
    `missing`: it is gone, or being asked; `waited_for`: of class A, or life support.
    """

    heard_at: float | None
    left: bool
    gone: bool
    missing: bool = False
    waited_for: bool = False


@dataclass(frozen=True)
class Unplaced:
    """A device that speaks and stands at no bed; a person has to say where it belongs."""

    source: Source
    heard_at: float
