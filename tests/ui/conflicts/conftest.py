"""The fixtures of the disagreements' tests."""

from tests.ui.conflicts.network import network, open_conflicts

__all__ = ["network", "open_conflicts"]
