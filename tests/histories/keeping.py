"""What owners do with what they have: words, moves, deletions, edits, exports."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple

from tests.functions.world import Answer
from tests.histories import seen
from tests.histories.answers import moment, require_asset, require_etag
from tests.histories.spec import TURNS, Photo
from tests.histories.steps import ASSETS, Steps, step

some = st.lists(ASSETS, min_size=1, max_size=4)
visibilities = st.sampled_from(("private", "public"))
RECIPES = {
    "flip": {"operation": "flip", "direction": "horizontal"},
    "gray": {"operation": "filter", "type": "grayscale"},
    "turn": {"operation": "rotate", "angle": 90},
}
WORDS: tuple[dict[str, Any], ...] = (
    {"filename": "other.jpg"},
    {"tags": ["sea", "wind"]},
    {"metadata": {"seen": 3}, "tags": []},
)


class Keeping(Steps):
    """Everything that changes an asset."""

    @step(asset=ASSETS)
    def abandon(self, asset: Photo) -> None:
        answer = self.world.call("DELETE", f"/v1/uploads/{asset.id}", owner=asset.owner)
        if not asset.is_an_upload:
            assert answer.code == "upload_not_found"
        elif asset.status == "pending":
            assert answer.status == 204
            self.spec.delete(asset)
        else:
            assert answer.code == "upload_settled"

    @step(
        asset=ASSETS,
        words=st.sampled_from(WORDS),
        if_match=st.sampled_from((None, "*", "current", "outdated")),
    )
    def change_words(self, asset: Photo, words: dict[str, Any], if_match: str | None) -> None:
        expected = asset.problem
        headers = {}
        if if_match == "*":
            headers = {"if-match": "*"}
        elif if_match and expected is None:
            shown = self.world.call("GET", f"/v1/assets/{asset.id}", owner=asset.owner)
            require_etag(asset, shown.json["etag"])
            past = [etag for version, etag in asset.etags.items() if version < asset.version]
            is_outdated = bool(past) and if_match == "outdated"
            headers = {"if-match": ", ".join(past) if is_outdated else shown.json["etag"]}
            expected = "precondition_failed" if is_outdated else None
        answer = self.world.call(
            "PATCH", f"/v1/assets/{asset.id}", owner=asset.owner, json=words, headers=headers
        )
        if expected:
            assert answer.code == expected
            return
        asset.words |= words
        asset.version += 1
        require_asset(self.world, asset, answer.json)

    @step(asset=ASSETS, to=visibilities)
    def move(self, asset: Photo, to: str) -> None:
        path = f"/v1/assets/{asset.id}/visibility"
        answer = self.world.call("PUT", path, owner=asset.owner, json={"visibility": to})
        self.note_move(asset, to, answer.json)

    @step(assets=some, to=st.tuples(*[visibilities] * 4))
    def move_many(self, assets: list[Photo], to: tuple[str, ...]) -> None:
        """One after the other, of one owner; what is not theirs is not there."""
        owner = assets[0].owner
        moves = list(zip(assets, to, strict=False))
        items = [{"asset_id": asset.id, "visibility": target} for asset, target in moves]
        answer = self.world.call("POST", "/v1/visibility", owner=owner, json={"items": items})
        for (asset, target), result in zip(moves, answer.json["results"], strict=True):
            if asset.owner == owner:
                self.note_move(asset, target, result)
            else:
                assert result["code"] == "asset_not_found"

    def note_move(self, asset: Photo, target: str, result: dict[str, Any]) -> None:
        if asset.problem:
            assert result["code"] == asset.problem
            return
        self.spec.move(asset, target, self.now)
        assert result["visibility"] == target
        assert result["transition"] is None
        assert moment(result["since"]) == asset.since

    @step(asset=ASSETS)
    def delete(self, asset: Photo) -> None:
        answer = self.world.call("DELETE", f"/v1/assets/{asset.id}", owner=asset.owner)
        if asset.status == "gone":
            assert answer.code == "asset_not_found"
        else:
            assert answer.status == 204
            self.spec.delete(asset)

    @step(assets=some)
    def delete_many(self, assets: list[Photo]) -> None:
        """Of one owner; one given twice is deleted once."""
        owner = assets[0].owner
        body = {"asset_ids": [asset.id for asset in assets]}
        answer = self.world.call("POST", "/v1/assets/bulk-delete", owner=owner, json=body)
        for asset, result in zip(assets, answer.json["results"], strict=True):
            if asset.status == "gone" or asset.owner != owner:
                assert result["code"] == "asset_not_found"
            else:
                assert result == {"asset_id": asset.id, "deleted": True}
                self.spec.delete(asset)

    @step(target=ASSETS, asset=ASSETS, recipe=st.sampled_from(sorted(RECIPES)))
    def edit(self, asset: Photo, recipe: str) -> Photo | MultipleResults[Photo]:
        """A new asset, or the one that the recipe made of it before."""
        answer = self.edited(asset, recipe)
        if asset.problem:
            assert answer.code == asset.problem
            return multiple()
        known = self.spec.result(asset, recipe)
        if known:
            assert (answer.status, answer.json["id"]) == (200, known.id)
            require_asset(self.world, known, answer.json)
            return multiple()
        if not self.spec.has_room(asset.owner):
            assert answer.code == "quota_exceeded"
            return multiple()
        assert answer.status == 201, answer
        return self.note_result(asset, recipe, answer.json)

    def edited(self, asset: Photo, recipe: str) -> Answer:
        path, body = f"/v1/assets/{asset.id}/edits", {"operations": [RECIPES[recipe]]}
        return self.world.call("POST", path, owner=asset.owner, json=body)

    def exported(self, asset: Photo, form: str) -> Answer:
        path = f"/v1/assets/{asset.id}/export"
        return self.world.call("GET", path, owner=asset.owner, query={"format": form})

    def note_result(self, source: Photo, recipe: str, shown: dict[str, Any]) -> Photo:
        assert source.sides
        result = Photo(
            id=shown["id"],
            owner=source.owner,
            job=source.job,
            content_type=shown["content_type"],
            size=shown["size"],
            born=(self.now, 0),
            words={name: shown[name] for name in ("filename", "tags", "metadata")},
            due=self.now,
            status="ready",
            kind="processed",
            sides=source.sides[::-1] if TURNS[recipe] else source.sides,
            since=self.now,
            source=source.id,
        )
        self.spec.photos[result.id] = result
        self.spec.results[source.id, recipe] = result.id
        require_asset(self.world, result, shown)
        return result

    @step(asset=ASSETS, form=st.sampled_from(("png", "webp")))
    def export(self, asset: Photo, form: str) -> None:
        """A download, made once for each format, and private whatever the asset is."""
        answer = self.exported(asset, form)
        if asset.problem:
            assert answer.code == asset.problem
            return
        role, key = seen.place(self.world, answer.json["url"])
        assert role == "private"
        assert key.startswith(f"{asset.stem}_export-")
        assert asset.exports.setdefault(form, key) == key
        assert len(set(asset.exports.values())) == len(asset.exports)
        assert seen.sizes(self.world, role)[key] == answer.json["size"]
