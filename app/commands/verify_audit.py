"""`verify-audit`: walk the audit chain and name the first row that does not fit."""

import argparse
import json

from app.bootstrap import open_store_for_command
from app.kernel.folders import station_folders
from app.security.audit_service import check_chain
from app.store.audit_chain import ChainReport

_PROBLEMS = {
    "missing": "the row with this number was removed or moved.",
    "changed": "what it says, or what stands before it, was changed.",
    "cut_off": "this row and all later ones were removed.",
    "added": "it was added behind the kept head of the chain.",
}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "verify-audit",
        description="Walk the audit trail's chain of hashes. Exit status 0: it holds; 1: a row was changed, removed, "
        "added or moved, and its number is named.",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a sentence")


def run(arguments: argparse.Namespace) -> int:
    """Read this station's store; nothing is written to it."""
    store = open_store_for_command(station_folders())
    try:
        with store.read() as connection:
            report = check_chain(connection)
    finally:
        store.close()
    print(as_json(report) if arguments.json else as_sentence(report))
    return 0 if report.broken_at is None else 1


def as_json(report: ChainReport) -> str:
    """`holds`, `rows`, `head_hash`, and where it is broken `broken_at` (number of the row) and `problem` (code)."""
    content: dict[str, object] = {
        "holds": report.broken_at is None,
        "rows": report.rows,
        "head_hash": report.head_hash,
        "broken_at": report.broken_at,
        "problem": report.problem,
    }
    return json.dumps(content)


def as_sentence(report: ChainReport) -> str:
    """For a person at a terminal. The window says the same in its own language (texts `audit.chain_*`)."""
    if report.problem is None:
        return f"The audit trail holds: {report.rows} rows, head {report.head_hash}."
    return f"The audit trail is broken at row {report.broken_at}: {_PROBLEMS[report.problem]}"
