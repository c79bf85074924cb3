"""`python -m infra.local`: the whole system on loopback, a sample run through it, until Ctrl-C.

PORT     of the API; the local AWS and the public images take the next two (default 8000)
ONCE     1: end after the sample run, with 0, or with 1 and the reason
PHOTOS   files for the sample run, quoted as in a shell; without it, three are painted
JOURNEY  0: no sample run
DARKROOM_VISIBILITY_SECONDS  instead of the queues' own visibility timeout
DARKROOM_READY_FILE          written, with the addresses as JSON, once everything answers
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from infra.local.keys import AccessKey
    from infra.local.samples import Sample
    from infra.local.stack import Site, Stack

_ROOT = Path(__file__).resolve().parents[2]
_LAST_PORT = 65_535 - 2


class BadSetting(Exception):
    """A variable of the environment is wrong; the message names it."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the caller asked for."""

    port: int
    once: bool
    photos: str
    journey: bool
    visibility_seconds: int | None
    ready_file: str
    folder: Path


def read_wishes(environ: Mapping[str, str]) -> Wishes:
    """The settings of this run. Raises BadSetting."""
    seconds = environ.get("DARKROOM_VISIBILITY_SECONDS", "")
    return Wishes(
        port=_whole("PORT", environ.get("PORT") or "8000", _LAST_PORT),
        once=_yes(environ.get("ONCE", "")),
        photos=environ.get("PHOTOS", "").strip(),
        journey=_yes(environ.get("JOURNEY") or "1"),
        visibility_seconds=(
            _whole("DARKROOM_VISIBILITY_SECONDS", seconds, 43_200) if seconds else None
        ),
        ready_file=environ.get("DARKROOM_READY_FILE", ""),
        folder=Path(environ.get("DARKROOM_FOLDER") or _ROOT / ".darkroom"),
    )


def _whole(name: str, text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= most):
        raise BadSetting(f"{name} is a whole number from 0 to {most}, not {text!r}.")
    return int(text)


def _yes(text: str) -> bool:
    return text.strip().lower() not in {"", "0", "no", "false"}


def main() -> int:
    """Run; the exit status."""
    signal.signal(signal.SIGTERM, _on_terminate)
    try:
        wishes = read_wishes(os.environ)
    except BadSetting as exc:
        return _give_up(str(exc))
    try:
        return _run(wishes)
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0


def _run(wishes: Wishes) -> int:
    # Imported late: half a second of moto, and Ctrl-C should work from the start.
    from infra.local.intrinsics import TemplateError  # noqa: PLC0415
    from infra.local.samples import NoSuchPhoto, given, painted  # noqa: PLC0415
    from infra.local.serving import PortTaken  # noqa: PLC0415
    from infra.local.system import StartFailed, running_system  # noqa: PLC0415

    started = time.perf_counter()
    try:
        samples = given(wishes.photos) if wishes.photos else None
        with running_system(
            _ROOT / "template.yaml",
            port=wishes.port,
            visibility_seconds=wishes.visibility_seconds,
            openapi=_describe,
            logs=wishes.folder / "logs",
            report=lambda line: print(f"\n! {line}", file=sys.stderr, flush=True),
        ) as system:
            took = time.perf_counter() - started
            print(f"Darkroom is up, {took:.1f} s after the start.", flush=True)
            if system.runtime == "plain":
                print("awslambdaric has no wheel here: a loop of our own runs the functions.")
            site, operator = system.stack.site, system.operator
            _write_whole(wishes.folder / "aws.env", _aws_variables(site, operator))
            if wishes.ready_file:
                urls = {"api": site.api_url, "aws": site.aws_url, "cdn": site.cdn_url}
                _write_whole(Path(wishes.ready_file), json.dumps(urls))
            status = 0
            if wishes.journey:
                status = _journey(system.addresses["API"], samples or painted())
            if wishes.once:
                return status
            _show(system.addresses, system.logs)
            threading.Event().wait()
            return status
    except PortTaken as exc:
        return _give_up(f"{exc} Choose others with PORT=, three in a row from there: PORT=9000.")
    except (TemplateError, StartFailed, NoSuchPhoto) as exc:
        return _give_up(str(exc))


def _describe(stack: Stack) -> dict[str, Any]:
    from infra.reference import describe  # noqa: PLC0415  imports every function

    return describe(stack)


def _journey(api_url: str, samples: list[Sample]) -> int:
    from infra.local.journey import Journey, JourneyFailed  # noqa: PLC0415
    from infra.local.progress import Steps  # noqa: PLC0415

    steps = Steps()
    started = time.perf_counter()
    try:
        Journey(api_url, steps).run(samples)
    except JourneyFailed as exc:
        return _give_up(str(exc))
    steps.say(f"Everything is as it should be, {time.perf_counter() - started:.1f} s.")
    return 0


def _show(addresses: Mapping[str, str], logs: Path) -> None:
    print()
    for name, address in addresses.items():
        print(f"  {name:<20}{address}")
    print(f"  {'Logs':<20}{logs}")
    print(f"  {'For the AWS CLI':<20}{logs.parent / 'aws.env'}")
    print(f"\n  curl -s {addresses['Tokens']} -d '{json.dumps({'sub': 'alice'})}'")
    print("\nCtrl-C stops it; nothing is kept.", flush=True)


def _aws_variables(site: Site, operator: AccessKey) -> str:
    """For `set -a; . .darkroom/aws.env`: the AWS command line on the local cloud."""
    return (
        f"AWS_ENDPOINT_URL={site.aws_url}\n"
        f"AWS_REGION={site.region}\n"
        f"AWS_ACCESS_KEY_ID={operator.id}\n"
        f"AWS_SECRET_ACCESS_KEY={operator.secret}\n"
    )


def _write_whole(path: Path, text: str) -> None:
    """All of it or nothing: whoever waits for the file reads it at once."""
    draft = path.with_name(f"{path.name}.part")
    draft.write_text(text)
    draft.replace(path)


def _give_up(reason: str) -> int:
    print(f"! {reason}", file=sys.stderr, flush=True)
    return 1


def _on_terminate(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
