"""Bundles over HTTPS: a courier forwards another station's file and gets the receipt for it, which it cannot read."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from fastapi import Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from app.central.bundles import CentralBundles
from app.central.journal import Sender
from app.central.wire import REFUSED

BUNDLE: Final = "/api/sync/bundle"
BUNDLE_KEYS: Final = "/api/sync/bundle/keys"
_FILE: Final = "application/octet-stream"


def add_bundle_routes(app: FastAPI, bundles: CentralBundles, sender: Callable[..., Sender]) -> None:
    """`sender` is the dependency that tells who calls; any station in good standing may carry any station's bundle."""
    known = [Depends(sender)]

    @app.get(BUNDLE_KEYS, summary="The server's keys for bundles", dependencies=known, responses=REFUSED)
    def keys() -> dict[str, str]:
        """What a station must know to write bundles for this server."""
        return asdict(bundles.keys)

    @app.post(
        BUNDLE,
        summary="Import a bundle",
        dependencies=known,
        response_class=Response,
        responses={200: {"content": {_FILE: {}}}, **REFUSED},
    )
    async def take(request: Request) -> Any:
        """Import a bundle, whoever carried it; the answer is the receipt bundle for the station that wrote it."""
        receipt = await run_in_threadpool(bundles.take, await request.body())
        return Response(receipt, media_type=_FILE)
