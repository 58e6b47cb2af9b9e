"""`central black-boxes`, `black-box`: what routers of stations wrote down, as the record centre has it."""

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Final

import msgspec

from app.central.box_reading import Here, Hole, boxes, records
from app.central.database import open_database
from app.central.folder import ServerFolder
from app.router.blackbox.model import Kept

AddSub = Callable[["argparse._SubParsersAction[argparse.ArgumentParser]", str, str], argparse.ArgumentParser]
_kept: Final = msgspec.msgpack.Decoder(Kept)


def add_boxes(actions: "argparse._SubParsersAction[argparse.ArgumentParser]", sub: AddSub) -> None:
    """Declare the sub-commands; `sub` makes one."""
    sub(actions, "black-boxes", "list the black boxes of stations' routers").set_defaults(action=_list)
    one = sub(actions, "black-box", "print what one of them holds, one JSON object a line, and prove it")
    one.add_argument("station", help="its id, as `black-boxes` shows it")
    one.add_argument("box", help="its name, as `black-boxes` shows it")
    one.set_defaults(action=_print)


def _list(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    engine = open_database(folder.database(arguments.database))
    try:
        found = boxes(engine)
    finally:
        engine.dispose()
    if arguments.json:
        print(json.dumps({"boxes": [asdict(one) for one in found]}, ensure_ascii=False))
        return 0
    for one in found:
        print(f"{one.station_id}  {one.station}  {one.box}")
        print(f"    up to {one.last}, {one.missing} missing, received {one.received_at}")
        print(f"    hash {one.link}")
        if one.refused is not None:
            print(f"    REFUSED {one.refused} at {one.refused_at}: the station's box may have been changed")
    return 0


def _print(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    engine = open_database(folder.database(arguments.database))
    try:
        for one in records(engine, arguments.station, arguments.box):
            print(json.dumps(_shown(one), ensure_ascii=False))
    finally:
        engine.dispose()
    return 0


def _shown(one: Here | Hole) -> dict[str, object]:
    if isinstance(one, Hole):
        return {"missing_from": one.first, "missing_to": one.last}
    try:
        kept = _kept.decode(one.content)
    except msgspec.DecodeError:
        # Of a later program: the record is proved all the same.
        return {"number": one.number, "content": one.content.hex()}
    event = kept.event
    return {
        "number": one.number,
        "time": kept.wall,
        "kind": event.kind,
        "what": event.what.value,
        "fields": event.fields,
    }
