"""The list of call sites is complete enough to be trusted."""

from __future__ import annotations

from tests.faults import sites


def test_every_service_that_touches_aws_has_call_sites() -> None:
    named = {site.partition(":")[0] for site in sites.every() if site.startswith("services/")}
    silent = {"__init__.py", "fields.py", "ports.py", "lineages.py", "makers.py", "naming.py"}
    silent |= {"understanding.py", "waiting.py", "wishes.py", "worked.py"}
    files = {path.name for path in (sites.PACKAGE / "services").glob("*.py")}
    assert {f"services/{name}" for name in files - silent} <= named


def test_ports_are_found_under_every_name_they_have() -> None:
    found = " ".join(sites.every())
    for call in (
        "self.ports.catalog.swap",
        "catalog.claim",
        "self.ports.home_of(asset).copy_many",
        "self._store.list_prefix",
        "store.delete_many",
        "self.ports.delivery.purge",
    ):
        assert call in found


def test_what_makes_no_request_is_no_call_site() -> None:
    assert "presign" not in " ".join(sites.every())
