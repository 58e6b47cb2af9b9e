"""`doctor`: what this station has and lacks, told without opening records and without changing anything.

It stands here and not in `app/commands` because its lines are words, and words are the window's side.
"""

import argparse
import json
from functools import partial
from pathlib import Path

from app.bootstrap.looking import opened_for_a_look
from app.kernel.folders import station_folders
from app.policy.places import found_policy
from app.security.keys.keyring import SystemKeyring
from app.support.bundle import gather, save
from app.support.doctor.examining import examine
from app.support.doctor.finding import Finding, Grade
from app.support.doctor.sounding import play
from app.support.service import logs_of
from ui.start.preferences import Preferences
from ui.support.words import finding_words, next_words, plain_report, report, topic_words
from ui.texts import LANGUAGES, choose_language, tr


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "doctor",
        description="What this station has and lacks, and what to do next. Nothing is changed. Where the store opens "
        "without asking (key ring, key file, or the file that PLANTAO_PASSPHRASE_FILE names) it also tells who does "
        "the work, and asks the network's server for its time. Exit status 1 where something is bad.",
    )
    parser.add_argument("--json", action="store_true", help="a JSON list: topic, grade, code, values, text, next")
    parser.add_argument(
        "--bundle", type=Path, metavar="FILE", help="a zip of texts to read, and then to send to who helps"
    )
    parser.add_argument("--sound", action="store_true", help="play a short tone too, for somebody to listen to")
    parser.add_argument("--lang", choices=LANGUAGES, help="default: as the window of this station speaks")


def run(arguments: argparse.Namespace) -> int:
    """Print every finding, good ones included."""
    folders = station_folders()
    choose_language(arguments.lang or Preferences.load(folders.home).language)
    found = examine(folders, SystemKeyring(), partial(opened_for_a_look, folders), found_policy(None))
    if arguments.sound:
        found.append(play())
    if arguments.bundle is not None:
        save(gather(logs_of(folders), plain_report(found), tr("support.read_me")), arguments.bundle)
    if arguments.json:
        print(json.dumps([_as_json(one) for one in found], ensure_ascii=False))
    else:
        print(report(found), end="")
        if arguments.bundle is not None:
            print(tr("doctor.saved", path=arguments.bundle))
    return 1 if any(one.grade is Grade.BAD for one in found) else 0


def _as_json(one: Finding) -> dict[str, object]:
    return {
        **{"topic": one.topic, "grade": one.grade.value, "code": one.code, "values": dict(one.values)},
        **{"about": topic_words(one), "text": finding_words(one), "next": next_words(one)},
    }
