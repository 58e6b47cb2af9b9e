"""Recorders of real processes: one is killed, one may write only so much."""

import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from app.kernel.clock import FakeClock
from app.ward.recording.folder import SIGNALS, RecordingFolder, parts_in
from app.ward.recording.reader import StayRecording
from app.ward.recording.sealed import RecordingKey
from tests.house.tree import ROOT
from tests.ward.recording.helpers import RATE, folder_in, wait

_CHILD = """
import sys, time
from pathlib import Path
import numpy as np
from app.kernel.clock import SystemClock
from app.ward.feed.items import BedLine, Layout, Numbers, Waves
from app.ward.recording import recorder
from app.ward.recording.folder import RecordingFolder
from app.ward.recording.keeping import Keeping
from app.ward.recording.sealed import RecordingKey
from app.ward.signals import Numeric, WaveBlock

recorder.BLOCK_SECONDS = 0.05
clock = SystemClock()
one = recorder.Recorder(RecordingFolder(Path(sys.argv[1]), RecordingKey(b"k" * 32)), clock, Keeping(reserve=0))
one.start()
one.take(Layout((BedLine("b1", "b1", occupied=True, device="m", stay="ana"),)))
print(clock.now().timestamp() - clock.monotonic(), flush=True)
began, sent = clock.monotonic(), 0
while True:
    at = clock.monotonic()
    more = int((at - began) * 250) - sent
    one.take(Waves("b1", (WaveBlock("ecg_ii", 250.0, began + sent / 250, np.full(more, 0.5, np.float32)),)))
    one.take(Numbers("b1", at, (Numeric("heart_rate", 72.0),)))
    sent += more
    time.sleep(0.02)
"""


def _end(recording: StayRecording) -> float:
    span = recording.span()
    return span[1] if span is not None else 0.0


def _goes_beyond(recording: StayRecording, moment: float) -> bool:
    return _end(recording) > moment


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed the way of Linux and macOS")
def test_all_that_was_written_before_a_kill_is_read_and_the_next_run_goes_on(tmp_path: Path) -> None:
    folder = RecordingFolder(tmp_path / "recordings", RecordingKey(b"k" * 32))
    recording = StayRecording(folder, "ana")
    for _ in range(2):
        child = subprocess.Popen((sys.executable, "-c", _CHILD, str(folder.home)), cwd=ROOT, stdout=subprocess.PIPE)
        try:
            assert child.stdout is not None and child.stdout.readline()
            ended = _end(recording)
            wait(partial(_goes_beyond, recording, ended))
            wait(partial(_goes_beyond, recording, _end(recording) + 1.0))
            seen = recording.span()
            assert seen is not None
        finally:
            child.send_signal(signal.SIGKILL)
            child.communicate()
        again = StayRecording(folder, "ana")
        span = again.span()
        assert span is not None and span[0] == seen[0] and span[1] >= seen[1]
        samples = again.wave("ecg_ii", seen[1] - 1.0, seen[1]).samples
        assert np.isfinite(samples).mean() > 0.95
        assert samples[np.isfinite(samples)] == pytest.approx(0.5, abs=0.002)


_LIMITED = """
import resource, signal, sys
from pathlib import Path
from tests.ward.recording.helpers import RATE, SMALL, folder_in, layout, second_of, wait
from app.kernel.clock import FakeClock
from app.ward.recording import recorder

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2_500, 2_500))
clock, told = FakeClock(), []
one = recorder.Recorder(folder_in(Path(sys.argv[1])), clock, SMALL, told.append)
one.start()
one.take(layout(("b1", "ana")))
for block in range(20):
    for _ in range(10):
        for item in second_of(clock):
            one.take(item)
    wait(lambda: one.waiting() == 0)
    clock.advance(11.0)
    wait(lambda: one._gathered["ana"].since is None)
one.stop()
print(one.lost, told)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of this kind")
def test_where_the_system_takes_only_a_part_of_a_record_that_one_is_lost_and_the_next_ones_are_kept(
    tmp_path: Path, fake_clock: FakeClock
) -> None:
    began = fake_clock.now().timestamp()
    command = (sys.executable, "-c", _LIMITED, str(tmp_path))
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    lost, told = ran.stdout.split(" ", 1)
    assert 0 < int(lost) < 20, ran.stderr
    assert told.startswith("[True")
    folder = folder_in(tmp_path)
    assert sum(1 for part in parts_in(folder.of_stay("ana")) if part.kind == SIGNALS) > 1
    samples = StayRecording(folder, "ana").wave("ecg_ii", began, began + 20 * 21).samples
    missing = int(np.isnan(samples).sum()) - 20 * round(11 * RATE)
    assert missing <= int(lost) * round(10 * RATE) + 20
