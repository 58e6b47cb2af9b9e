"""`set-up`: a station made as a policy file says, or brought in line with it (docs/unattended-set-up.md)."""

import argparse
import json
from pathlib import Path

from app.bootstrap import Ports
from app.bootstrap.unattended import SetUpDone, set_up
from app.kernel.errors import KnownError
from app.kernel.folders import station_folders
from app.policy.places import found_policy, machine_policy
from app.policy.reading import read_policy


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "set-up",
        description="Make this user's station as a policy file says, or bring it in line. Run twice, the second time "
        "changes nothing; a refusal changes nothing. A one-time password and the recovery code are shown once.",
    )
    parser.add_argument("--policy", type=Path, metavar="FILE", help=f"default: {machine_policy()}")
    parser.add_argument("--check", action="store_true", help="read the file, say what is wrong in it, and do nothing")
    parser.add_argument("--json", action="store_true", help="the answer as a JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 where the station now is as the policy says."""
    path = found_policy(arguments.policy)
    if path is None:
        raise KnownError("policy.no_file", path=str(machine_policy()), reason="")
    # A path on the command line is of this folder; nothing in the file may be.
    policy = read_policy(path.absolute())
    if arguments.check:
        shown: dict[str, object] = {
            "policy": str(policy.path),
            "role": policy.role.value,
            "fixed": sorted(policy.fixed),
        }
        _print(shown, as_json=arguments.json)
        return 0
    set_up(station_folders(), policy, Ports(), lambda done: _print(_told(done), as_json=arguments.json))
    return 0


def _told(done: SetUpDone) -> dict[str, object]:
    told: dict[str, object] = {"station": done.station}
    if done.changed:
        told["changed"] = list(done.changed)
    if done.network is not None:
        told["server"] = done.network.address
        told["unit"] = f"{done.network.unit_name} ({done.network.unit})"
        told["joined"] = "now" if done.joined else "before"
    secrets = {"administrator": done.administrator, "password": done.password, "recovery_code": done.recovery_code}
    return told | {name: value for name, value in secrets.items() if value is not None}


def _print(told: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(told, ensure_ascii=False), flush=True)
        return
    width = max(len(name) for name in told)
    for name, value in told.items():
        words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        print(f"{name:<{width}}  {words}", flush=True)
