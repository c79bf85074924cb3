"""The tour, in a process of its own: writes what it writes, and a report of what it visited.

python -m tests.secrets REPORT

Its environment is that of somebody who debugs: see debugging.py.
"""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from botocore.credentials import Credentials

from darkroom import observability
from darkroom.http.entry import _event_loop
from tests.functions.cloud import client, environment
from tests.functions.generating import PAID
from tests.functions.world import World
from tests.providers.openai_server import OpenAIServer
from tests.secrets.as_lambda import Runtime
from tests.secrets.canaries import canary
from tests.secrets.debugging import ON_PURPOSE
from tests.secrets.sessions import session_with, world_with
from tests.secrets.tour import Tour
from tests.secrets.trouble import Trouble
from tests.secrets.words import Speaker, everything


@dataclass
class Loud(World):
    """Calls functions as Lambda does, and leaves what they write where they write it."""

    runtime: Runtime = field(default_factory=Runtime)

    def invoke(self, function: str, event: Any, context: Any = None) -> Any:
        return self.runtime.invoke(function, event, "invocation")


def main(report: Path) -> None:
    credentials = Credentials(
        canary("access key").upper(), canary("secret key"), canary("session token", 40)
    )
    session, trouble = session_with(credentials), Trouble()
    trouble.listen(session)
    _event_loop().slow_callback_duration = 0  # nothing is too quick to be worth a warning
    runtime = Runtime()
    settings = {"SALT": canary("salt"), "POWERTOOLS_LOG_LEVEL": "DEBUG"} | PAID
    with (
        OpenAIServer(canary("openai key")) as provider,
        world_with(session, **settings) as world,
    ):
        _quiet_the_stand_in()
        secret = {"Name": environment()["OPENAI_SECRET"], "SecretString": provider.secret()}
        client("secretsmanager").create_secret(**secret)
        speaker = Speaker("alice")
        provider.words = speaker.speech
        loud = Loud(world.clock, world.recorder, world.faults, runtime)
        tour = Tour(loud, trouble, speaker, provider)
        tour.go()
        provider.check()
    found = {
        "visits": [asdict(visit) for visit in tour.visits],
        "made": sorted(tour.made),
        "told": tour.told,
        "met": trouble.met,
        "asked": len(provider.asked),
    }
    report.write_text(json.dumps(found))
    print(ON_PURPOSE, flush=True)
    _tell_everything(tour)


def _tell_everything(tour: Tour) -> None:
    """What must be found, or what was not found before proves nothing."""
    for word in everything(tour.speaker).values():
        observability.logger().debug({"deliberate": f"é/{word}"})
    for secret in sorted(tour.made):
        logging.getLogger("somebody").info("see %s", secret)


def _quiet_the_stand_in() -> None:
    """AWS logs elsewhere."""
    names = list(logging.root.manager.loggerDict)
    for name in names:
        if name.startswith("moto."):
            logging.getLogger(name).disabled = True


if __name__ == "__main__":
    main(Path(sys.argv[1]))
