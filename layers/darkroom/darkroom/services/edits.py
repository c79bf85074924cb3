"""Edits: following a recipe on an asset's original. The result is a new asset; the source stays.

    known result? → check the sizes → read the originals → render → develop → write the draft
    → write the objects → commit

The draft and that it is the recipe's one result are written in one transaction, so the same recipe
on the same source is one asset, however often and at once it is asked for. The draft is claimed
from the start: what a crash leaves of it is taken up by the next call, or erased by the reconciler.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from darkroom.domain.asset import Asset, Kind, Status
from darkroom.domain.developed import Develop
from darkroom.domain.errors import (
    AssetNotFound,
    DarkroomError,
    EditConflict,
    Fault,
    InternalFault,
    InvalidRequest,
    ObjectNotFound,
    OutOfTime,
    Refusal,
    ResultInProgress,
    RowBusy,
    RowChanged,
)
from darkroom.domain.ids import is_id
from darkroom.domain.provenance import mark_of_processed
from darkroom.domain.recipe import Picture, Recipe, Rendered, Studio
from darkroom.domain.tally import Quota
from darkroom.services.naming import renamed
from darkroom.services.objects import save_developed
from darkroom.services.ports import Ports
from darkroom.services.rows import get_asset, require_ready


@dataclass(frozen=True, slots=True)
class Result:
    """The asset that a recipe made, now or before."""

    asset: Asset
    is_new: bool


@dataclass(frozen=True, slots=True)
class EditRequest:
    """A recipe, or that of another asset, for one source. `job_id` None is the source's;
    `generation` says who asked for it in words."""

    asset_id: str
    recipe: Recipe | None = None
    recipe_of: str | None = None
    job_id: str | None = None
    generation: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Edits:
    """Making assets of assets."""

    ports: Ports
    studio: Studio
    develop: Develop
    quota: Quota

    def make(
        self, owner: str, request: EditRequest, seconds_left: Callable[[], float] = lambda: inf
    ) -> Result:
        """The result of the recipe.

        Raises AssetNotFound, NotReady, InvalidRequest that points at a field, QuotaExceeded,
        ResultInProgress, OutOfTime when it may take longer than there is, and an ImageRejected
        when an original does not decode in full.
        """
        source = require_ready(get_asset(self.ports.catalog, owner, request.asset_id))
        making = _Making(self, source, request, seconds_left)
        if request.recipe is not None:
            return making.follow(request.recipe)
        recipe = self._recipe_of(owner, request.recipe_of or "")
        try:
            return making.follow(recipe)
        except InvalidRequest as exc:
            raise InvalidRequest.at("/recipe_of", f"It does not fit here: {exc.detail}") from exc

    def make_many(
        self,
        owner: str,
        requests: Iterable[EditRequest | Refusal],
        seconds_left: Callable[[], float],
    ) -> list[Result | DarkroomError]:
        """In order, for each: the result, or why not. What was refused before stays refused."""
        outcomes: list[Result | DarkroomError] = []
        for request in requests:
            try:
                if isinstance(request, Refusal):
                    raise request
                outcomes.append(self.make(owner, request, seconds_left))
            except DarkroomError as error:
                outcomes.append(error)
        return outcomes

    def _recipe_of(self, owner: str, asset_id: str) -> Recipe:
        """The recipe of another own asset. Raises InvalidRequest."""
        try:
            asset = require_ready(get_asset(self.ports.catalog, owner, asset_id))
        except AssetNotFound as exc:
            raise InvalidRequest.at("/recipe_of", "There is no such asset.") from exc
        if asset.recipe is None or asset.kind is not Kind.PROCESSED:
            raise InvalidRequest.at("/recipe_of", "That asset was not made by a recipe.")
        return Recipe.from_json(asset.recipe)


@dataclass(frozen=True, slots=True)
class _Making:
    """One source and what is made of it."""

    edits: Edits
    source: Asset
    request: EditRequest
    seconds_left: Callable[[], float]

    @property
    def ports(self) -> Ports:
        return self.edits.ports

    def follow(self, recipe: Recipe) -> Result:
        known_id = self.ports.catalog.result(self.source, recipe.hash)
        known = self._known(known_id) if known_id else None
        if known and known.status is Status.READY:
            return Result(known, is_new=False)
        try:
            others = self._others(recipe)
            rendered = self._render(recipe, others)
            draft = known or self._begin(recipe, rendered, others, instead_of=known_id)
        except DarkroomError:
            if known:
                self._let_go(known)
            raise
        return Result(self._finish(draft, rendered), is_new=True)

    def _known(self, result_id: str) -> Asset | None:
        """A result that is ready; or the draft that a crash left of it, claimed by us.

        Raises ResultInProgress while somebody else is making it."""
        catalog, owner, now = self.ports.catalog, self.source.owner, self.ports.now()
        known = catalog.get(owner, result_id)
        if known and known.status is Status.PENDING:
            try:
                known = catalog.claim(owner, result_id, self.ports.new_claim(now), now)
            except RowBusy as exc:
                raise ResultInProgress from exc
        return known if known and known.status in {Status.PENDING, Status.READY} else None

    def _render(self, recipe: Recipe, others: Sequence[Asset]) -> Rendered:
        studio, facts = self.edits.studio, self.source.facts
        if facts and self.seconds_left() < studio.check(recipe, (facts.width, facts.height)):
            raise OutOfTime
        pictures = {asset.id: read_original(self.ports, asset) for asset in others}
        return studio.render(read_original(self.ports, self.source), recipe, others=pictures)

    def _others(self, recipe: Recipe) -> Sequence[Asset]:
        """The other assets that the recipe uses. Raises InvalidRequest that points at each."""
        wanted = filter(is_id, recipe.asset_ids)
        catalog = self.ports.catalog
        found = catalog.get_many(self.source.owner, wanted) if recipe.asset_ids else {}
        for number, operation in enumerate(recipe.operations):
            asset = found.get(operation.get("asset_id", ""))
            if "asset_id" in operation and (asset is None or asset.status is not Status.READY):
                raise InvalidRequest.at(
                    f"/operations/{number}/asset_id", "There is no such asset that is ready."
                )
        return list(found.values())

    def _begin(
        self, recipe: Recipe, rendered: Rendered, others: Sequence[Asset], instead_of: str | None
    ) -> Asset:
        """The draft, written down as the recipe's one result. Raises ResultInProgress."""
        now, source = self.ports.now(), self.source
        draft = Asset(
            id=self.ports.new_id(),
            owner=source.owner,
            filename=renamed(source.filename, rendered.ext),
            content_type=rendered.content_type,
            size=len(rendered.body),
            created_at=now,
            updated_at=now,
            job_id=self.request.job_id or source.job_id,
            kind=Kind.PROCESSED,
            claim=self.ports.new_claim(now),
            source_asset_id=source.id,
            root_asset_id=source.first_source_id,
            recipe=recipe.as_json,
            generation=self.request.generation,
            digital_source=mark_of_processed(
                source.digital_source, [other.digital_source for other in others]
            ),
        )
        try:
            self.ports.catalog.add_result(draft, self.edits.quota, instead_of)
        except RowChanged as exc:
            raise ResultInProgress from exc
        return draft

    def _finish(self, draft: Asset, rendered: Rendered) -> Asset:
        """Develop the result as if it had been uploaded, and commit it."""
        try:
            developed = self.edits.develop(rendered.body, draft.content_type)
            save_developed(self.ports, draft, rendered.body, developed)
            accepted = draft.accepted(
                facts=developed.facts,
                variants=tuple(output.variant for output in developed.outputs),
                size=len(rendered.body),
                now=self.ports.now(),
            )
            return self.ports.catalog.swap(draft, accepted)
        except RowChanged as exc:
            raise self._overtaken(draft) from exc
        except Fault:
            self._let_go(draft)
            raise

    def _overtaken(self, draft: Asset) -> DarkroomError:
        """The row changed under our claim: its owner gave it up, and as it was claimed, the
        reconciler erases what we wrote; or the claim ran out, and another has it."""
        current = self.ports.catalog.get(draft.owner, draft.id)
        is_gone = current is None or current.status is Status.DELETING
        return AssetNotFound() if is_gone else EditConflict()

    def _let_go(self, draft: Asset) -> None:
        """End the claim, so that the next call may go on at once; it stays on the row and says that
        objects may have been written."""
        ended = replace(draft.claim, until=self.ports.now()) if draft.claim else None
        with suppress(DarkroomError):
            self.ports.catalog.swap(draft, draft.claimed(ended))


def read_original(ports: Ports, asset: Asset) -> Picture:
    """An accepted original. Raises InternalFault when it is not there."""
    try:
        body = ports.private.read(asset.original_key, max_bytes=asset.size)
    except ObjectNotFound as exc:
        raise InternalFault from exc
    return Picture(body, asset.content_type)
