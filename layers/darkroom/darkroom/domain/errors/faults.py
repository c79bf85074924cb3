"""Faults: our doing, retried and seen by the operator."""

from __future__ import annotations

from typing import Any

from darkroom.domain.errors.root import Fault


class InternalFault(Fault):
    """A bug, or an answer of the platform nobody expected."""


class StoreFailure(Fault):
    code = "store_unavailable"
    status = 503
    title = "The object store did not answer as expected; try again"


class CatalogFailure(Fault):
    code = "catalog_unavailable"
    status = 503
    title = "The catalog did not answer as expected; try again"


class DeliveryFailure(Fault):
    code = "delivery_unavailable"
    status = 503
    title = "The content delivery network did not answer as expected; try again"


class ProviderFailure(Fault):
    """Nothing was carried out: it may be asked again. `seconds`: not before."""

    code = "provider_unavailable"
    status = 503
    title = "The provider did not answer as expected; it is tried again"

    def __init__(self, detail: str | None = None, seconds: float = 0, **extensions: Any) -> None:
        super().__init__(detail, **extensions)
        self.seconds = seconds


class ProviderBusy(ProviderFailure):
    code = "provider_busy"
    title = "The provider has too much to do; it is tried again"


class ProviderMisconfigured(Fault):
    """It refuses this deployment's key, model or region: for the operator to mend."""

    code = "provider_misconfigured"
    title = "The provider does not accept this deployment"
