"""The strip of an event on paper, measured in the PDF itself: 25 mm/s, 10 mm/mV, and what stands with it."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.ward.recording.model import AlarmMark
from app.ward.review.strips import Strip, read_strip
from tests.ui.ward.review.reviewed import BED, PROFILE
from tests.ward.review.recorded import RATE, START, beats, hours, mark
from ui.papers.issue import Issue
from ui.papers.paper import PaperSize
from ui.papers.printing import picture, write_pdf
from ui.theme.paper import POINTS_PER_MM
from ui.ward.review.strip_paper import strip_paper

AT = START + 1800.3
ISSUE = Issue(PROFILE, "Ana Fictícia", datetime(2025, 11, 21, 12, 0, tzinfo=UTC))
ALARM: AlarmMark = replace(
    mark(AT, "heart_rate_low"), vital="heart_rate", value=38.0, limit=50.0, seen_at=AT + 30, seen_by="Bruno Fictício"
)
Point = tuple[float, float]


def strip(**more: object) -> Strip:
    recording = hours(1)
    recording.signals["ecg_ii"][:] = beats(3600, 60.0)
    return replace(read_strip(recording, AT, ALARM), **more)  # type: ignore[arg-type]  # whatever a test says else


def pdf(made: Strip, size: PaperSize, folder: Path) -> PdfReader:
    path = folder / "strip.pdf"
    assert write_pdf(strip_paper(ISSUE, BED, made, "ecg_ii", size), path)
    return PdfReader(path)


def paths(reader: PdfReader) -> Iterator[list[Point]]:
    """Every run of lines of the file, in points of the sheet, page by page."""
    for page in reader.pages:
        now, kept = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), list[tuple[float, ...]]()
        run: list[Point] = []
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator == b"q":
                kept.append(now)
            elif operator == b"Q":
                now = kept.pop()  # type: ignore[assignment]  # six numbers, as they were put in
            elif operator == b"cm":
                now = _before([float(one) for one in operands], now)
            elif operator in (b"m", b"l"):
                if operator == b"m":
                    if len(run) > 1:
                        yield run
                    run = []
                x, y = (float(one) for one in operands)
                run.append((now[0] * x + now[2] * y + now[4], now[1] * x + now[3] * y + now[5]))
        if len(run) > 1:
            yield run


def _before(new: list[float], old: tuple[float, ...]) -> tuple[float, float, float, float, float, float]:
    a, b, c, d, e, f = new
    g, h, i, j, k, m = old
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def words_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("size", list(PaperSize))
def test_a_second_is_25_mm_and_a_millivolt_10_mm_on_the_sheet(
    size: PaperSize, tmp_path: Path, light: QApplication
) -> None:
    reader = pdf(strip(), size, tmp_path)
    traces = [run for run in paths(reader) if len(run) > RATE]
    ecg = [run for run in traces if max(y for _, y in run) - min(y for _, y in run) > 5 * POINTS_PER_MM]
    seen = 0
    for run in ecg:
        base = min(y for _, y in run)
        peaks = [(x, y) for x, y in run if y - base > 9 * POINTS_PER_MM]
        for x, y in peaks:
            assert (y - base) / POINTS_PER_MM == pytest.approx(10.0, abs=0.05)
            assert math.isfinite(x)
        for (left, _), (right, _) in pairwise(peaks):
            assert (right - left) / POINTS_PER_MM == pytest.approx(25.0, abs=0.1)
        seen += len(peaks)
    assert seen == 30, "every beat of the thirty seconds is on the paper, once"


def test_the_bar_to_check_with_a_ruler_is_25_mm_long(tmp_path: Path, light: QApplication) -> None:
    lengths = [
        abs(run[1][0] - run[0][0]) / POINTS_PER_MM
        for run in paths(pdf(strip(), PaperSize.A4, tmp_path))
        if len(run) == 2 and abs(run[1][1] - run[0][1]) < 0.01
    ]
    assert sum(math.isclose(one, 25.0, abs_tol=0.02) for one in lengths) == 1


def test_the_large_squares_are_5_mm(tmp_path: Path, light: QApplication) -> None:
    upright = sorted(
        {
            round(run[0][0], 2)
            for run in paths(pdf(strip(), PaperSize.A4, tmp_path))
            if len(run) == 2 and abs(run[1][0] - run[0][0]) < 0.01 and abs(run[1][1] - run[0][1]) > 20 * POINTS_PER_MM
        }
    )
    apart = [(after - first) / POINTS_PER_MM for first, after in pairwise(upright)]
    assert sum(math.isclose(one, 5.0, abs_tol=0.05) for one in apart) >= 33


def test_it_says_whose_it_is_what_alarmed_the_numbers_then_and_who_printed(tmp_path: Path, light: QApplication) -> None:
    words = words_of(pdf(strip(), PaperSize.A4, tmp_path))
    for told in (
        *("Leito 07 · M.S.", "*** Frequência cardíaca baixa (Crítico)", "FC 38 < 50", "21/11/2025 02:10:00"),
        *("Durou 20 s", "Bruno Fictício, 02:10:30", "FC (bpm) 60", "25 mm/s · ECG 10 mm/mV", "SINAIS SIMULADOS"),
        *("Impresso por Ana Fictícia", "Hospital Fictício"),
    ):
        assert told in words, told


def test_nobody_saw_it_and_it_goes_on_are_told_too(tmp_path: Path, light: QApplication) -> None:
    made = strip(mark=replace(ALARM, seen_at=None, seen_by="", ended_at=None), simulated=False)
    words = words_of(pdf(made, PaperSize.A5, tmp_path))
    assert "Visto por ninguém" in words and "Durou continua" in words and "SIMULADOS" not in words


def test_a_moment_that_somebody_chose_claims_no_alarm(tmp_path: Path, light: QApplication) -> None:
    words = words_of(pdf(strip(mark=None, numbers={}), PaperSize.A4, tmp_path))
    assert "momento escolhido por quem imprimiu" in words and "***" not in words
    assert "Nenhum número medido" in words


def test_neither_title_nor_file_name_holds_a_name(light: QApplication) -> None:
    paper = strip_paper(ISSUE, BED, strip(), "ecg_ii", PaperSize.A4)
    assert "M.S." not in paper.title + paper.file_name and paper.file_name == "fita-2025-11-21-02h10m00"


def test_where_nothing_was_received_the_paper_has_no_line(tmp_path: Path, light: QApplication) -> None:
    whole = strip()
    ecg = whole.waves[0]
    ecg.samples[round(8 * RATE) : round(11 * RATE)] = np.nan
    runs = [run for run in paths(pdf(whole, PaperSize.A4, tmp_path)) if len(run) > 50]
    across = 3.0 * 25.0 * POINTS_PER_MM
    gaps = [
        after[0][0] - before[-1][0]
        for before, after in pairwise(runs)
        if abs(before[-1][1] - after[0][1]) < 1.0 and after[0][0] > before[-1][0]
    ]
    assert any(math.isclose(one, across, abs_tol=2.0) for one in gaps)


def test_nothing_on_the_strip_is_told_by_colour(light: QApplication) -> None:
    page = picture(strip_paper(ISSUE, BED, strip(), "ecg_ii", PaperSize.A4), 0, 900)
    raw = np.frombuffer(page.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint8).reshape(-1, 4)[:, :3]
    assert int((raw.max(axis=1).astype(int) - raw.min(axis=1)).max()) == 0 and raw.min() == 0
