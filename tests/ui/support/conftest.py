"""The fixtures of support's tests."""

from tests.ui.administration.office import open_section, sign_in, station

__all__ = ["open_section", "sign_in", "station"]
