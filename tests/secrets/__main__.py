"""The tour, in a process of its own: writes what it writes, and a report of what it visited.

python -m tests.secrets REPORT

Its environment is that of somebody who debugs: see `DEBUGGING`.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from botocore.credentials import Credentials

from darkroom import observability
from darkroom.http.entry import _event_loop
from tests.secrets.as_lambda import Runtime
from tests.secrets.canaries import canary
from tests.secrets.sessions import session_with, world_with
from tests.secrets.tour import Loud, Tour
from tests.secrets.trouble import Trouble
from tests.secrets.words import Speaker, everything

DEBUGGING: Mapping[str, str] = {
    "AWS_LAMBDA_LOG_LEVEL": "TRACE",
    "AWS_LAMBDA_FUNCTION_NAME": "function",
    "LOG_LEVEL": "DEBUG",
    "POWERTOOLS_DEBUG": "true",
    "POWERTOOLS_DEV": "true",
    "POWERTOOLS_LOG_LEVEL": "DEBUG",
    "POWERTOOLS_LOGGER_LOG_EVENT": "true",
    "POWERTOOLS_LOGGER_SAMPLE_RATE": "1",
    "PYTHONASYNCIODEBUG": "1",
    "PYTHONWARNINGS": "always",
}
"""Every switch there is that makes something talk."""
ON_PURPOSE = "from here on, everything is told on purpose"


def main(report: Path) -> None:
    credentials = Credentials(
        canary("access key").upper(), canary("secret key"), canary("session token", 40)
    )
    session, trouble = session_with(credentials), Trouble()
    trouble.listen(session)
    _event_loop().slow_callback_duration = 0  # nothing is too quick to be worth a warning
    runtime = Runtime()
    with world_with(session, SALT=canary("salt"), POWERTOOLS_LOG_LEVEL="DEBUG") as world:
        _quiet_the_stand_in()
        tour = Tour(
            Loud(world.clock, world.recorder, world.faults, runtime), trouble, Speaker("alice")
        )
        tour.go()
    found = {
        "visits": [asdict(visit) for visit in tour.visits],
        "made": sorted(tour.made),
        "told": tour.told,
        "met": trouble.met,
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
