"""moto works out for every request what is always the same; here it remembers: a tenth of the time
of a test that speaks to it. Imported where moto is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from moto import settings
from moto.core import responses, serialize
from moto.core.base_backend import BaseBackend

import infra.local.transactions  # noqa: F401  which copies less


def _remember_keys(picker: type[Any]) -> None:
    """Under which names a value may be found: by where it belongs and what it is taken from."""
    work_out = picker.get_possible_keys
    known: dict[Any, tuple[str, ...]] = {}

    def possible_keys(self: Any, context: Any) -> Iterable[str]:
        place = (type(self), context.key, context.shape, type(context.obj))
        if place not in known:
            known[place] = tuple(work_out(self, context))
        return known[place]

    picker.get_possible_keys = possible_keys


def _remember_urls(backend: type[Any]) -> None:
    """Which addresses a service has: without this, a module is loaded anew for each request."""
    work_out = backend.urls.fget
    known: dict[Any, Any] = {}

    def urls(self: Any) -> Any:
        place = (type(self), *settings.get_s3_custom_endpoints())
        if place not in known:
            known[place] = work_out(self)
        return known[place]

    backend.urls = property(urls)


_remember_urls(BaseBackend)
_remember_keys(serialize.AttributePicker)
_remember_keys(serialize.XFormedAttributePicker)
vars(responses)["method_names_from_class"] = cache(responses.method_names_from_class)
