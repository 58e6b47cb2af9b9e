"""What the panel of one backup asks of its section."""

from typing import Protocol

from ui.administration.host import SectionHost


class BackupsHost(SectionHost, Protocol):
    """`BackupsSection`."""

    def open_backup(self, name: str) -> None:
        """Show the backup with this file name beside the list."""
        ...
