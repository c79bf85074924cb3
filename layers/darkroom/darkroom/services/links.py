"""Addresses of images: plain ones of the CDN for public assets, signed ones for private."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from darkroom.domain.asset import Asset, Status, Variant, Visibility
from darkroom.domain.errors import AssetNotFound, DarkroomError, NotReady, Refusal
from darkroom.domain.ids import is_id
from darkroom.services.ports import Ports
from darkroom.services.rows import get_asset, require_ready

DEFAULT_LIFETIME = timedelta(hours=1)
MAX_LIFETIME = timedelta(days=7)
"""The longest X-Amz-Expires that S3 accepts."""
ALL = "all"
ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class Link:
    """An address, and when it ends; a public one does not."""

    url: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """`variant` None is the asset's first, which is its largest by default."""

    asset_id: str
    variant: str | None = None


@dataclass(frozen=True, slots=True)
class LinkSet:
    """The answer to one request: one link, or all of an asset's with a `srcset`."""

    asset_id: str
    variant: str
    links: Mapping[str, Link]
    srcset: str | None = None

    @property
    def link(self) -> Link:
        """The one that was asked for; of all, the first."""
        return next(iter(self.links.values()))


@dataclass(frozen=True, slots=True)
class Links:
    """Who may read an image, and where."""

    ports: Ports

    def of_variants(self, asset: Asset, lifetime: timedelta = DEFAULT_LIFETIME) -> dict[str, Link]:
        """Every variant's address by name."""
        names = [variant.name for variant in asset.variants]
        if asset.visibility is Visibility.PUBLIC:
            addresses = [Link(self.ports.delivery.url(key), None) for key in asset.variant_keys]
        else:
            signed = self.ports.private.presign_reads(asset.variant_keys, lifetime=lifetime)
            addresses = [Link(each.url, each.expires_at) for each in signed]
        return dict(zip(names, addresses, strict=True))

    def of_original(self, asset: Asset, lifetime: timedelta) -> Link:
        """The verbatim upload, as an attachment: for its owner only, whatever the visibility."""
        signed = self.ports.private.presign_read(
            asset.original_key, lifetime=lifetime, filename=asset.filename
        )
        return Link(signed.url, signed.expires_at)

    def find(self, owner: str, request: LinkRequest, lifetime: timedelta) -> LinkSet:
        """Links for the owner. Raises AssetNotFound, NotReady, VariantNotFound."""
        return self.link(get_asset(self.ports.catalog, owner, request.asset_id), request, lifetime)

    def find_many(
        self, owner: str, requests: Sequence[LinkRequest], lifetime: timedelta
    ) -> list[LinkSet | DarkroomError]:
        """In order, for each: its links, or why not. One read for every 100 assets."""
        ids = [request.asset_id for request in requests if is_id(request.asset_id)]
        found = self.ports.catalog.get_many(owner, ids)
        outcomes: list[LinkSet | DarkroomError] = []
        for request in requests:
            asset = found.get(request.asset_id)
            if asset is None or asset.status is Status.DELETING:
                outcomes.append(AssetNotFound())
                continue
            try:
                outcomes.append(self.link(asset, request, lifetime))
            except Refusal as refusal:
                outcomes.append(refusal)
        return outcomes

    def link(self, asset: Asset, request: LinkRequest, lifetime: timedelta) -> LinkSet:
        """Links of an asset the caller may see. Raises NotReady, VariantNotFound."""
        require_ready(asset)
        if request.variant == ALL:
            links = self.of_variants(asset, lifetime)
            return LinkSet(asset.id, ALL, links, srcset(asset, links))
        if request.variant == ORIGINAL:
            return LinkSet(asset.id, ORIGINAL, {ORIGINAL: self.of_original(asset, lifetime)})
        variant = asset.variant(request.variant) if request.variant else _first(asset)
        return LinkSet(asset.id, variant.name, {variant.name: self._one(asset, variant, lifetime)})

    def _one(self, asset: Asset, variant: Variant, lifetime: timedelta) -> Link:
        key = asset.variant_key(variant)
        if asset.visibility is Visibility.PUBLIC:
            return Link(self.ports.delivery.url(key), None)
        signed = self.ports.private.presign_read(key, lifetime=lifetime)
        return Link(signed.url, signed.expires_at)


def srcset(asset: Asset, links: Mapping[str, Link]) -> str:
    """The variants that show the whole picture, as an `img` element's `srcset`."""
    widths: dict[int, str] = {}
    for variant in asset.variants:
        if _is_whole(asset, variant):
            widths.setdefault(variant.width, links[variant.name].url)
    return ", ".join(f"{url} {width}w" for width, url in sorted(widths.items()))


def _is_whole(asset: Asset, variant: Variant) -> bool:
    """Whether a variant has the picture's proportions, up to the rounding of its sides."""
    if asset.facts is None:
        return False
    skew = abs(variant.width * asset.facts.height - variant.height * asset.facts.width)
    return skew <= max(asset.facts.width, asset.facts.height)


def _first(asset: Asset) -> Variant:
    if not asset.variants:
        raise NotReady
    return asset.variants[0]
