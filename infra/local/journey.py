"""The sample run: what a client does, over HTTP alone, checked at every step."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from infra.local.journey_in_words import InWords, NotAsAsked
from infra.local.photo_checks import objections, upright_size
from infra.local.progress import Steps
from infra.local.samples import Sample

# A 50 MB file on a slow machine takes a while; the poll itself waits 20 s at a time.
DEVELOP_SECONDS = 120
MOVE_SECONDS = 20
_TIMEOUT = 40


class JourneyFailed(Exception):
    """A step did not end as it must; the message says which and how, in one sentence."""


@dataclass(frozen=True, slots=True)
class _Developed:
    """A sample and the asset that came of it."""

    sample: Sample
    asset: Mapping[str, Any]


class Journey:
    """One client with its own owner."""

    def __init__(self, api_url: str, steps: Steps, owner: str = "alice") -> None:
        self._api, self._steps, self._owner = api_url, steps, owner
        # Nothing of the developer's environment (proxies, .netrc) comes between loopback and us.
        self._http = requests.Session()
        self._http.trust_env = False
        self._token = ""

    def run(self, samples: Sequence[Sample]) -> None:
        """Everything, in order. Raises JourneyFailed."""
        with self._http:
            try:
                self._travel(samples)
            except NotAsAsked as exc:
                raise JourneyFailed(str(exc)) from exc
            except requests.RequestException as exc:
                raise JourneyFailed(f"The system did not answer: {exc}.") from exc

    def _travel(self, samples: Sequence[Sample]) -> None:
        with self._steps.step(f"a token for {self._owner}"):
            answer = self._send("POST", "/dev/token", json={"sub": self._owner})
            self._token = answer.json()["access_token"]
        developed = [self._develop(sample) for sample in samples]
        listed = self._list(developed)
        for one in listed:
            self._fetch_signed(one)
        self._edit(listed[0])
        self._recolor(listed[0])
        self._export(listed[0])
        in_words = InWords(self._send, self._steps)
        in_words.generate()
        in_words.instruct(listed[0].asset, listed[0].sample.filename)
        self._publish_and_revoke(listed[0])

    def _develop(self, sample: Sample) -> _Developed:
        """Ticket, upload, event, verdict."""
        size = f"{len(sample.body) / 1000:,.0f} kB"
        with self._steps.step(f"{sample.filename}: POST /v1/uploads, a ticket for {size}"):
            asked = {
                "filename": sample.filename,
                "content_type": sample.content_type,
                "size": len(sample.body),
                "checksum_sha256": _sha256(sample.body),
            }
            ticket = self._send("POST", "/v1/uploads", json=asked, expect=201).json()
        with self._steps.step(f"{sample.filename}: POST to S3 with the ticket"):
            file = {"file": (sample.filename, sample.body, sample.content_type)}
            stored = self._http.request(
                ticket["method"], ticket["url"], data=ticket["fields"], files=file, timeout=_TIMEOUT
            )
            _expect(stored, 200, 201, 204)
        with self._steps.step(f"{sample.filename}: S3 event → queue → process_upload"):
            asset = self._await_asset(ticket["id"], sample.filename)
            width, height = upright_size(sample.body)
            if (asset["width"], asset["height"]) != (width, height):
                said = f"{asset['width']} × {asset['height']}"
                raise JourneyFailed(f"{sample.filename} is {width} × {height} upright, not {said}.")
        return _Developed(sample, asset)

    def _await_asset(self, upload_id: str, filename: str) -> Mapping[str, Any]:
        deadline = time.monotonic() + DEVELOP_SECONDS
        while time.monotonic() < deadline:
            upload = self._send("GET", f"/v1/uploads/{upload_id}?wait=20").json()
            if upload["status"] == "ready":
                asset: Mapping[str, Any] = upload["asset"]
                return asset
            if upload["status"] == "rejected":
                problem = upload["problem"]
                reason = f"{problem['detail'].rstrip('.')} ({problem['code']})"
                raise JourneyFailed(f"{filename} was rejected: {reason}.")
        raise JourneyFailed(f"{filename} was not developed within {DEVELOP_SECONDS} s.")

    def _list(self, developed: Sequence[_Developed]) -> list[_Developed]:
        """Every new asset as the gallery shows it, newest first."""
        with self._steps.step("GET /v1/gallery, newest first"):
            page = self._send("GET", f"/v1/gallery?limit={max(20, len(developed))}").json()
            shown = {asset["id"]: asset for asset in page["items"]}
            newest = [asset["id"] for asset in page["items"][: len(developed)]]
            if newest != [one.asset["id"] for one in reversed(developed)]:
                raise JourneyFailed("The gallery does not show the new assets, newest first.")
        return [_Developed(one.sample, shown[one.asset["id"]]) for one in developed]

    def _fetch_signed(self, one: _Developed) -> None:
        name, variant = _largest(one.asset)
        with self._steps.step(f"{one.sample.filename}: the signed URL of {name}, fetched"):
            answer = self._fetch(variant["url"], 200)
            self._inspect(one.sample, answer, variant)
            self._fetch(variant["url"].partition("?")[0], 403)

    def _edit(self, one: _Developed) -> None:
        """A new asset; the same recipe again is the same one."""
        path, filename = f"/v1/assets/{one.asset['id']}/edits", one.sample.filename
        recipe = {"operations": [{"operation": "crop", "aspect": "1:1", "gravity": "smart"}]}
        with self._steps.step(f"{filename}: POST …/edits, a square with the most detail"):
            made = self._send("POST", path, json=recipe, expect=201).json()
            if made["width"] != made["height"] or made["source_asset_id"] != one.asset["id"]:
                raise JourneyFailed("The edit did not make a square of its source.")
        with self._steps.step(f"{filename}: the same recipe again, answered with that asset"):
            again = self._send("POST", path, json=recipe).json()
            if again["id"] != made["id"]:
                raise JourneyFailed("The same recipe on the same source made another asset.")

    def _recolor(self, one: _Developed) -> None:
        path, filename = f"/v1/assets/{one.asset['id']}", one.sample.filename
        with self._steps.step(f"{filename}: POST …/palettes, the five most vibrant colours"):
            wanted = {"palette_type": "vibrant", "num_colors": 5}
            answer = self._send("POST", f"{path}/palettes", json=wanted, expect=201).json()
            (palette,) = answer["palettes"]
        self._steps.say("      " + "  ".join(_spelled(color) for color in palette["colors"]))
        with self._steps.step(f"{filename}: POST …/recolor, in the colours of a dusk"):
            colors = {"colors": ["#2d1b4e", "#c8553d", "#f7c59f"], "strength": 0.8}
            made = self._send("POST", f"{path}/recolor", json=colors, expect=201).json()
        with self._steps.step(f"{filename}: GET …/lineage of that, back to the source"):
            lineage = self._send("GET", f"/v1/assets/{made['id']}/lineage").json()
            if [each["asset_id"] for each in lineage["chain"]] != [one.asset["id"], made["id"]]:
                raise JourneyFailed("The lineage does not lead back to the source.")

    def _export(self, one: _Developed) -> None:
        path, filename = f"/v1/assets/{one.asset['id']}/export", one.sample.filename
        with self._steps.step(f"{filename}: GET …/export, as PNG of 480 pixels, fetched"):
            export = self._send("GET", f"{path}?format=png&width=480&include_metadata=true").json()
            answer = self._fetch(export["url"], 200)
            self._inspect(one.sample, answer, export, captioned=True)
            if (export["width"], len(answer.content)) != (480, export["size"]):
                raise JourneyFailed("The export is not of the size that was asked for.")

    def _publish_and_revoke(self, one: _Developed) -> None:
        filename = one.sample.filename
        with self._steps.step(f"{filename}: PUT …/visibility, made public"):
            asset = self._move(one.asset["id"], "public")
        name, variant = _largest(asset)
        address = variant["url"]
        with self._steps.step(f"{filename}: {name} fetched without a signature"):
            if urlsplit(address).query:
                raise JourneyFailed(f"The address of a public variant has a query: {address}.")
            answer = self._fetch(address, 200)
            self._inspect(one.sample, answer, variant)
        with self._steps.step(f"{filename}: PUT …/visibility, made private again"):
            self._move(one.asset["id"], "private")
        with self._steps.step(f"{filename}: the old public address is gone"):
            self._fetch(address, 403)

    def _move(self, asset_id: str, visibility: str) -> Mapping[str, Any]:
        """The asset once it is where it should be."""
        path = f"/v1/assets/{asset_id}"
        self._send("PUT", f"{path}/visibility", json={"visibility": visibility})
        deadline = time.monotonic() + MOVE_SECONDS
        while time.monotonic() < deadline:
            asset: Mapping[str, Any] = self._send("GET", path).json()
            if asset["visibility"] == visibility and asset["transition"] is None:
                return asset
            time.sleep(0.2)
        raise JourneyFailed(f"The asset did not become {visibility} within {MOVE_SECONDS} s.")

    def _inspect(
        self,
        sample: Sample,
        answer: requests.Response,
        variant: Mapping[str, Any],
        *,
        captioned: bool = False,
    ) -> None:
        kind = answer.headers.get("Content-Type")
        if kind != variant["content_type"]:
            raise JourneyFailed(f"A variant of {sample.filename} was served as {kind}.")
        found = objections(sample.body, answer.content, captioned=captioned)
        if found:
            raise JourneyFailed(f"A variant of {sample.filename} is wrong: {', '.join(found)}.")

    def _send(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        expect: int = 200,
    ) -> requests.Response:
        token = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        answer = self._http.request(
            method, self._api + path, json=json, headers={**token, **(headers or {})},
            timeout=_TIMEOUT,
        )  # fmt: skip
        return _expect(answer, expect)

    def _fetch(self, url: str, status: int) -> requests.Response:
        """What anybody gets who knows the address."""
        return _expect(self._http.get(url, timeout=_TIMEOUT), status)


def _expect(answer: requests.Response, *statuses: int) -> requests.Response:
    if answer.status_code not in statuses:
        request = answer.request
        # Without the query: it may be a signature.
        where = f"{request.method} {(request.url or '').partition('?')[0]}"
        wanted = " or ".join(map(str, statuses))
        said = " ".join(answer.text[:300].split())
        raise JourneyFailed(f"{where} answered {answer.status_code}, not {wanted}: {said}")
    return answer


def _largest(asset: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The variant with the most pixels, by name."""
    variants: Mapping[str, Mapping[str, Any]] = asset["variants"]
    name = max(variants, key=lambda name: variants[name]["width"] * variants[name]["height"])
    return name, variants[name]


def _spelled(color: Mapping[str, Any]) -> str:
    return f"{color['hex']} {color['name']}"


def _sha256(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()
