"""The reconciler, on a schedule: finishes what is overdue, finds drift, reports both."""

from __future__ import annotations

from darkroom import coldstart  # first: see its docstring

# isort: split
from typing import Any

from darkroom import observability
from darkroom.bootstrap import container
from darkroom.domain.errors import InternalFault

RESERVE_MS = 30_000
"""What one finding may need at most: with less left, the run ends and the next one goes on."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """`{"dry_run": true}` only reports. Returns what was found and what went wrong.

    Raises TypeError for any other `dry_run` than true and false, and InternalFault for a bug: its
    own message would be written by Lambda, which writes that of whatever ends an invocation."""

    def has_time() -> bool:
        return bool(context.get_remaining_time_in_millis() > RESERVE_MS)

    dry_run = event.get("dry_run", False)
    if not isinstance(dry_run, bool):  # who writes "true" does not mean to have things deleted
        raise TypeError("dry_run is true or false")
    try:
        report = container().sweep(dry_run=dry_run, has_time=has_time)
    except Exception as error:  # noqa: BLE001 — what goes on from here has no message to tell
        observability.log_fault("unexpected", error)
        observability.count_by("Faults", "Code", InternalFault.code)
        raise InternalFault from None
    findings, faults = dict(report.found), dict(report.faults)
    observability.log(
        "maintenance", dry_run=dry_run, found=findings, faults=faults, complete=report.complete
    )
    for name, number in findings.items():
        observability.count_by("Drift", "Finding", name, number)
    for code, number in faults.items():
        observability.count_by("Faults", "Code", code, number)
    observability.flush()
    return {
        "dry_run": dry_run,
        "found": findings,
        "faults": faults,
        "complete": report.complete,
    }


coldstart.started()
