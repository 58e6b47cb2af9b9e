"""Where a station keeps its files. `PLANTAO_HOME` moves all of them (portable installation, tests, demo)."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class StationFolders:
    """The files of one station, all below `home`."""

    home: Path

    @property
    def store(self) -> Path:
        """The encrypted store."""
        return self.home / "plantao.db"

    @property
    def key_slots(self) -> Path:
        """The wrapped keys of the store: useless without one of their secrets."""
        return self.home / "plantao.keys.json"

    @property
    def backups(self) -> Path:
        """Encrypted copies of the store, each beside its own key slots."""
        return self.home / "backups"

    @property
    def recordings(self) -> Path:
        """What the monitors of the ward said, sealed; a folder for each stay."""
        return self.home / "recordings"

    @property
    def alarm_journal(self) -> Path:
        """Changes of alarms that the store has not taken yet, sealed."""
        return self.home / "alarm-journal"

    @property
    def router_journal(self) -> Path:
        """Steps of alarms on their way to people that the store has not taken yet, sealed."""
        return self.home / "router-journal"

    @property
    def machine_journal(self) -> Path:
        """What machines were told of alarms that last, sealed; a folder for each."""
        return self.home / "machine-journal"

    @property
    def black_box(self) -> Path:
        """What happened to every alarm, chained and sealed."""
        return self.home / "black-box"

    @property
    def logs(self) -> Path:
        """Technical logs without personal data."""
        return self.home / "logs"


def station_folders() -> StationFolders:
    """The folders of this user's station."""
    chosen = os.environ.get("PLANTAO_HOME")
    if chosen:
        return StationFolders(Path(chosen).expanduser())
    import platformdirs  # noqa: PLC0415 - not needed where the folder is given

    return StationFolders(Path(platformdirs.user_data_dir("plantao", appauthor=False)))
