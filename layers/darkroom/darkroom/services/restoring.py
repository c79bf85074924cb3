"""Making variants again that are gone, of the original that is still there.

    read the original → develop → begin, as a move to where the asset is → write → settle

Nothing is begun before the original is found to develop. From then on nobody else moves the asset;
what a crash leaves is a move to where it is already, which the reconciler finishes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from darkroom.domain.asset import Asset, Variant
from darkroom.domain.developed import DevelopAs
from darkroom.domain.variants import VariantSpec
from darkroom.services.edits import read_original
from darkroom.services.objects import variant_writes
from darkroom.services.ports import Ports


@dataclass(frozen=True, slots=True)
class Restoring:
    """Giving a row back what it points at."""

    ports: Ports
    develop: DevelopAs

    def restore(self, asset: Asset, missing: Sequence[Variant]) -> Asset:
        """Write these variants of a settled asset again; the asset as it then is.

        Raises an ImageRejected when the original does not develop any more, InternalFault when it
        is not there, and RowChanged when somebody else was at the asset meanwhile.
        """
        source = read_original(self.ports, asset)
        developed = self.develop(source.body, source.content_type, [_spec(v) for v in missing])
        now = self.ports.now()
        moving = asset.moving(asset.visibility, self.ports.new_claim(now), now)
        begun = self.ports.catalog.swap(asset, moving)
        self.ports.home_of(asset).save_many(variant_writes(asset, developed))
        made = {output.variant.name: output.variant for output in developed.outputs}
        variants = tuple(made.get(v.name, v) for v in asset.variants)
        return self.ports.catalog.swap(begun, replace(begun, variants=variants).settled())


def _spec(variant: Variant) -> VariantSpec:
    """What makes this variant, whatever the deployment makes by now: of a whole picture, the box of
    its own proportions is all of it."""
    return VariantSpec(variant.name, variant.width, variant.height, crop=True, ext=variant.ext)
