"""The unit's accounts, as the tests of security have them."""

from tests.security.conftest import staff, staffed_template

__all__ = ["staff", "staffed_template"]
