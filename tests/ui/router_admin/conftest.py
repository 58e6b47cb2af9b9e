"""The administration of a real station, as in the tests of the administration."""

from tests.ui.administration.office import open_section, sign_in, station

__all__ = ["open_section", "sign_in", "station"]
