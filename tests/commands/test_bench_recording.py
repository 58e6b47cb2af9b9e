"""`bench recording` measures the real recorder and the real reader, and compares with raw floats."""

from pathlib import Path

from app.commands.bench_recording import read, recorded
from tests.ward.recording.helpers import folder_in


def test_a_small_run_loses_nothing_and_has_every_figure(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    written = recorded(folder, 2, 12)
    assert written["pieces lost"] == 0
    assert float(str(written["raw floats / recorded"])) > 3.0
    assert float(str(written["hours that fit into the budget"])) > 72.0
    found = read(folder, tmp_path / "raw.f4", 2.0)
    assert all(float(str(figure)) > 0.0 for name, figure in found.items() if "samples of" not in name)
