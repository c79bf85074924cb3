"""A deployment whose functions sign and ask AWS with credentials of a test's choice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import botocore.session
import pytest
from botocore.credentials import Credentials

from darkroom import bootstrap
from darkroom.settings import Settings
from tests.functions.cloud import SITE, functions_session
from tests.functions.world import CLOCK, FAULTS, RECORDER, World, standing_world


def session_with(credentials: Credentials) -> boto3.Session:
    """A session with these. What describes the services is read once for all sessions."""
    inner = botocore.session.Session()
    loader = functions_session()._session.get_component("data_loader")
    inner.register_component("data_loader", loader)
    inner._credentials = credentials  # type: ignore[attr-defined]
    return boto3.Session(botocore_session=inner, region_name=SITE.region)


@contextmanager
def world_with(session: boto3.Session, **settings: str) -> Iterator[World]:
    """A fresh deployment on this session. `settings` replace those of the template."""
    RECORDER.listen(session)
    FAULTS.listen(session)
    container = bootstrap.Container

    def on_this_session(found: Settings) -> bootstrap.Container:
        return container(found, CLOCK.port(), session)

    with standing_world(**settings) as world, pytest.MonkeyPatch.context() as patch:
        patch.setattr(bootstrap, "Container", on_this_session)
        bootstrap.container.cache_clear()
        yield world
