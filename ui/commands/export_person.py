"""`export-person`: all that is held of one person, as a readable PDF, as FHIR R4, and row by row.

It stands here and not in `app/commands` because the PDF is painted by the window's side; no window is opened. Whoever
has the store's key may do this; the trail says when, and why.
"""

import argparse
import json
import os
import sys
from datetime import datetime
from pathlib import Path

from app.bootstrap import Ports, open_with_recordings
from app.interop.fhir.service import bundle_to_json
from app.kernel.actor import PROGRAM
from app.kernel.errors import KnownError
from app.kernel.folders import station_folders
from app.privacy.export_service import PersonExport, PersonExportService, find_person
from app.privacy.telling_who import told_person
from app.settings import StationProfile, read_profile
from ui.privacy.alarm_words import alarm_of, text_of
from ui.texts import LANGUAGES, choose_language, tr

PDF, FHIR, ROWS, WARD = "person.pdf", "person.fhir.json", "person.rows.json", "person.ward.zip"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "export-person",
        description=f"Write all that is held of one person into a folder: {PDF} to read, {FHIR} for another system, "
        f"{ROWS} with every row, and {WARD} with signals, alarms and calls where she lay in a bed of this station. "
        "The files are not encrypted.",
    )
    parser.add_argument(
        "--person", required=True, metavar="ID|-", help="who; - reads ID, CPF or CNS from standard input"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where to; made if it is not there")
    parser.add_argument("--reason", default="", help="why, for the trail (default: asked for at a terminal)")
    parser.add_argument("--lang", choices=list(LANGUAGES), help="of the PDF (default: the station's)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of sentences")


def run(arguments: argparse.Namespace) -> int:
    """Write the files, readable by their owner alone."""
    store, recordings = open_with_recordings(station_folders(), Ports())
    try:
        told = told_person(arguments.person, sys.stdin.readline)
        with store.read() as connection:
            profile, person_id = read_profile(connection), find_person(connection, told)
        choose_language(arguments.lang or profile.language)
        reason = arguments.reason.strip() or tr("privacy.asked_at_terminal")
        service = PersonExportService(store, recordings, lambda: profile.time_zone)
        export = service.export_for(PROGRAM, person_id, reason, arguments.lang or profile.language)
        now = store.clock.now()
        files = write_files(export, profile, now, arguments.out)
        if any(not one.was_mistake for one in export.stays):
            files.append(arguments.out / WARD)
            service.write_ward_for(PROGRAM, export, files[-1], text_of, alarm_of, arguments.lang or profile.language)
    finally:
        store.close()
    if arguments.json:
        print(json.dumps({"files": [str(one) for one in files], "rows": export.count}))
    else:
        print("\n".join(str(one) for one in files))
    return 0


def write_files(export: PersonExport, profile: StationProfile, now: datetime, folder: Path) -> list[Path]:
    """The PDF, the bundle and the rows. KnownError reports.cannot_write."""
    from ui.reports.saving import write_private  # noqa: PLC0415 - Qt is loaded once it is known that there is somebody

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError("reports.cannot_write", path=str(folder)) from error
    _write_pdf(export, profile, now, folder / PDF)
    write_private(folder / FHIR, bundle_to_json(export.bundle or {}))
    write_private(folder / ROWS, export.as_json())
    return [folder / PDF, folder / FHIR, folder / ROWS]


def _write_pdf(export: PersonExport, profile: StationProfile, now: datetime, path: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - not before the platform is chosen

    from ui.papers.issue import Issue  # noqa: PLC0415 - Qt, as above
    from ui.papers.paper import PaperSize  # noqa: PLC0415 - Qt, as above
    from ui.papers.printing import write_pdf  # noqa: PLC0415 - Qt, as above
    from ui.privacy.papers import export_offer  # noqa: PLC0415 - Qt, as above
    from ui.theme import apply_theme  # noqa: PLC0415 - Qt, as above

    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    if existing is None:
        apply_theme(application, "light", 100)
    issue = Issue(profile, tr("privacy.by_program"), now)
    if not write_pdf(export_offer(issue, export).make(PaperSize.A4), path):
        raise KnownError("reports.cannot_write", path=str(path))
