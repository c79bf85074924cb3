"""What is shown to whom: listings, slots, shares, palettes, and what others are refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple

from tests.histories import seen
from tests.histories.ending import (
    asked,
    require_listed,
    require_single,
    require_slot,
    require_stats,
)
from tests.histories.spec import SPELLED, Photo, Share
from tests.histories.steps import ASSETS, SHARES, Steps, step

owners = st.sampled_from(sorted(SPELLED))
names = st.sampled_from(("profile/avatar", "logos/primary"))
FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"visibility": "public"},
    {"visibility": "private"},
    {"job_id": "trip"},
    {"kind": "processed"},
    {"kind": "generated"},
    {"tag": "sea"},
    {"status": "pending"},
    {"status": "rejected"},
)


class Showing(Steps):
    """Everything that is looked at."""

    @step(asset=ASSETS)
    def look_at_one(self, asset: Photo) -> None:
        require_single(self.world, asset)

    @step(
        owner=owners,
        only=st.sampled_from(FILTERS),
        order=st.sampled_from(("newest", "oldest")),
        limit=st.sampled_from((3, 100)),
    )
    def look_at_the_gallery(self, owner: str, only: dict[str, str], order: str, limit: int) -> None:
        own = self.spec.of(owner, only.get("status", "ready"))
        expected = [photo for photo in own if _matches(photo, only)]
        ordered = expected[::-1] if order == "newest" else expected
        require_listed(self.world, ordered, owner, limit=limit, order=order, **only)

    @step(owner=owners)
    def look_at_the_numbers(self, owner: str) -> None:
        require_stats(self.world, self.makings, owner)

    @step(assets=st.lists(ASSETS, min_size=1, max_size=4), original=st.booleans())
    def ask_for_urls(self, assets: list[Photo], original: bool) -> None:
        """Each leads to what is there, or says why not."""
        owner = assets[0].owner
        wanted = {"variant": "original"} if original else {}
        items = [{"asset_id": asset.id, **wanted} for asset in assets]
        answer = self.world.call("POST", "/v1/signed-urls", owner=owner, json={"items": items})
        for asset, result in zip(assets, answer.json["results"], strict=True):
            if problem := asset.problem if asset.owner == owner else "asset_not_found":
                assert result["code"] == problem
                continue
            home = "private" if original else asset.visibility
            key = asset.key if original else f"{asset.stem}_large.webp"
            assert seen.place(self.world, result["url"]) == (home, key)
            assert key in seen.sizes(self.world, home)

    @step(asset=ASSETS)
    def look_at_the_lineage(self, asset: Photo) -> None:
        answer = asked(self.world, asset.owner, f"/v1/assets/{asset.id}/lineage")
        if asset.status == "gone":
            assert answer.code == "asset_not_found"
            return
        chain, lost = self.spec.chain(asset)
        assert [each["asset_id"] for each in answer.json["chain"]] == chain
        assert answer.json["lost_source_id"] == lost
        results = [each["asset_id"] for each in answer.json["results"]]
        assert results == self.spec.came_of([asset.id])

    @step(asset=ASSETS, name=names)
    def point_a_slot(self, asset: Photo, name: str) -> None:
        path, body = f"/v1/slots/{name}", {"asset_id": asset.id}
        answer = self.world.call("PUT", path, owner=asset.owner, json=body)
        if asset.problem:
            assert answer.code == asset.problem
            return
        assert answer.json["asset"]["id"] == asset.id
        self.spec.point(asset.owner, name, asset.id, (self.now, 0))

    @step(owner=owners, name=names)
    def look_at_a_slot(self, owner: str, name: str) -> None:
        require_slot(self.world, self.spec, owner, name)

    @step(target=SHARES, asset=ASSETS, hours=st.sampled_from((1, 24, 24 * 30)))
    def share(self, asset: Photo, hours: int) -> Share | MultipleResults[Share]:
        if asset.problem is None:
            return self.shared(asset, hours)
        path = f"/v1/assets/{asset.id}/shares"
        assert self.world.call("POST", path, owner=asset.owner, json={}).code == asset.problem
        return multiple()

    def shared(self, asset: Photo, hours: int) -> Share:
        """A share of what is there."""
        path, body = f"/v1/assets/{asset.id}/shares", {"expires_in": hours * 3600}
        shown = self.world.call("POST", path, owner=asset.owner, json=body).json
        ends = self.now + timedelta(hours=hours)
        share = Share(shown["id"], asset.owner, asset.id, shown["token"], ends)
        self.spec.shares[share.id] = share
        return share

    @step(share=SHARES)
    def use_a_share(self, share: Share) -> None:
        """Without an account."""
        answer = self.world.call("GET", f"/v1/shared/{share.token}", owner=None)
        if not self.spec.opens(share, self.now):
            assert answer.code == "share_not_found"
            return
        assert answer.status == 307
        photo = self.spec.photos[share.asset_id]
        role, key = seen.place(self.world, answer.headers["location"])
        assert (role, key) == (photo.visibility, f"{photo.stem}_large.webp")
        assert key in seen.sizes(self.world, role)

    @step(share=SHARES)
    def revoke_a_share(self, share: Share) -> None:
        answer = self.world.call("DELETE", f"/v1/shares/{share.id}", owner=share.owner)
        known = self.spec.shares.pop(share.id, None)
        assert answer.status == (204 if known else 404)

    @step(asset=ASSETS, kinds=st.sets(st.sampled_from(("dominant", "vibrant")), min_size=1))
    def take_palettes(self, asset: Photo, kinds: set[str]) -> None:
        """Each kept once."""
        path, body = f"/v1/assets/{asset.id}/palettes", {"palette_types": sorted(kinds)}
        answer = self.world.call("POST", path, owner=asset.owner, json=body)
        if asset.problem:
            assert answer.code == asset.problem
            return
        taken = {each["id"]: (asset.owner, asset.id) for each in answer.json["palettes"]}
        assert len(taken) == len(kinds)
        assert answer.status == (200 if taken.keys() <= self.spec.palettes.keys() else 201)
        self.spec.palettes |= taken

    @step(owner=owners)
    def keep_a_palette(self, owner: str) -> None:
        body = {"name": "mine", "colors": ["#336699", "#ffffff"]}
        answer = self.world.call("POST", "/v1/palettes", owner=owner, json=body)
        assert answer.status == 201
        self.spec.palettes[answer.json["id"]] = owner, None

    @step(number=st.integers(0, 99))
    def forget_a_palette(self, number: int) -> None:
        """Also one that somebody else has: then it stays."""
        if not self.spec.palettes:
            return
        id_ = sorted(self.spec.palettes)[number % len(self.spec.palettes)]
        owner, _ = self.spec.palettes[id_]
        caller = next(each for each in SPELLED if each != owner) if number % 5 == 0 else owner
        answer = self.world.call("DELETE", f"/v1/palettes/{id_}", owner=caller)
        assert answer.status == (204 if caller == owner else 404)
        if caller == owner:
            del self.spec.palettes[id_]

    @step(asset=ASSETS, which=st.integers(0, 8))
    def trespass(self, asset: Photo, which: int) -> None:
        """Somebody else's asset is not there, whatever one tries."""
        other = next(owner for owner in SPELLED if owner != asset.owner)
        here = f"/v1/assets/{asset.id}"
        tries: tuple[tuple[str, str, Any], ...] = (
            ("GET", here, None),
            ("PATCH", here, {"filename": "mine.jpg"}),
            ("DELETE", here, None),
            ("DELETE", f"/v1/uploads/{asset.id}", None),
            ("GET", f"/v1/uploads/{asset.id}", None),
            ("PUT", f"{here}/visibility", {"visibility": "public"}),
            ("POST", f"{here}/shares", {}),
            ("POST", f"{here}/palettes", {"palette_type": "dominant"}),
            ("PUT", "/v1/slots/profile/avatar", {"asset_id": asset.id}),
        )
        method, path, body = tries[which]
        assert self.world.call(method, path, owner=other, json=body).status == 404


def _matches(photo: Photo, only: dict[str, str]) -> bool:
    says = {"visibility": photo.visibility, "job_id": photo.job, "kind": photo.kind}
    has_tag = only.get("tag") in {None, *photo.words["tags"]}
    return has_tag and all(says.get(name, wanted) == wanted for name, wanted in only.items())
