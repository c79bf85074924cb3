"""One request for every route, and what spoils it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from urllib.parse import quote

from tests.functions.editing import FLIP
from tests.secrets.words import Speaker

MISSING = "019ce000-0000-7000-8000-000000000000"
_KEYS = count()


@dataclass(frozen=True)
class Things:
    """What somebody has, by id; the token and the ETag that open them."""

    first: str = MISSING
    second: str = MISSING
    result: str = MISSING
    pending: str = MISSING
    palette: str = MISSING
    share: str = MISSING
    token: str = "nothing"
    etag: str = '"0"'
    generation: str = MISSING
    recording: str = MISSING


@dataclass(frozen=True)
class Request:
    """`route` as the template has it, `places` in it as they are filled."""

    route: str
    places: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None

    @property
    def method(self) -> str:
        return self.route.split()[0]

    @property
    def path(self) -> str:
        path = self.route.split()[1]
        for name, value in self.places.items():
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        return path


def requests(speaker: Speaker, things: Things) -> list[Request]:
    """Every route, the last ones for good."""
    return [
        *_uploads(speaker, things),
        *_looking(speaker, things),
        *_palettes(speaker, things),
        *_edits(speaker, things),
        *_making(speaker, things),
        *_changing(speaker, things),
        *_leaving(things),
    ]


def _uploads(speaker: Speaker, things: Things) -> Iterator[Request]:
    file = speaker.file | {"content_type": "image/jpeg", "size": 10, "slot": speaker.slot}
    yield Request("POST /v1/uploads", json=file)
    yield Request("POST /v1/uploads", json=file | {"method": "PUT"})
    for items in ([file], [file, {speaker["field"]: 1}]):
        yield Request("POST /v1/uploads/batch", json={"items": items})
    inline = speaker.file | {"content_type": "image/jpeg", "data": speaker.inline}
    yield Request("POST /v1/uploads/inline", json=inline)
    yield _form(speaker)
    yield Request("GET /v1/uploads/{id}", {"id": things.first}, query={"wait": 0})


def _form(speaker: Speaker) -> Request:
    """Larger than what a form's parser keeps in memory."""
    said = f'name="file"; filename="{speaker["filename"]}.jpg"\r\nContent-Type: image/jpeg'
    part = f"--edge\r\nContent-Disposition: form-data; {said}\r\n\r\n{speaker['inline body']}"
    body = part.encode() + bytes(1_100_000) + b"\r\n--edge--\r\n"
    kind = {"content-type": "multipart/form-data; boundary=edge"}
    return Request("POST /v1/uploads/inline", headers=kind, body=body)


def _looking(speaker: Speaker, things: Things) -> Iterator[Request]:
    filters = {"tag": speaker["tag"], "job_id": speaker["job"]}
    yield Request("GET /v1/gallery", query=filters)
    yield Request("GET /v1/gallery", query={"limit": 1})
    yield Request("GET /v1/gallery/stats")
    yield Request("GET /v1/users/{owner}/gallery", {"owner": speaker.sub})
    yield Request("GET /v1/assets/{id}", {"id": things.first})
    for query in ({}, {"variant": "all"}, {"variant": "original"}, {"redirect": "true"}):
        yield Request("GET /v1/assets/{id}/url", {"id": things.first}, query=query)
    one = {"asset_id": things.first, "variant": "all"}
    for items in ([one], [one, {"asset_id": speaker["id"]}]):
        yield Request("POST /v1/signed-urls", json={"items": items})
    yield Request("POST /v1/assets/{id}/shares", {"id": things.first}, json={})
    yield Request("GET /v1/shares")
    yield Request("GET /v1/shared/{token}", {"token": things.token})


def _palettes(speaker: Speaker, things: Things) -> Iterator[Request]:
    of_asset = {"id": things.first}
    palette = {"name": speaker["palette"], "colors": ["#0ca9a4"]}
    yield Request("POST /v1/assets/{id}/palettes", of_asset, json={"palette_type": "muted"})
    yield Request("GET /v1/assets/{id}/palettes", of_asset)
    yield Request("POST /v1/palettes", json=palette)
    yield Request("GET /v1/palettes")
    for file_format in ("json", "css", "png"):
        query = {"format": file_format}
        yield Request("GET /v1/palettes/{id}", {"id": things.palette}, query=query)
    recolor = {"palette_id": things.palette, "job_id": speaker["job"]}
    yield Request("POST /v1/assets/{id}/recolor", of_asset, json=recolor)


def _edits(speaker: Speaker, things: Things) -> Iterator[Request]:
    of_first, of_second = {"id": things.first}, {"id": things.second}
    body = {"operations": [FLIP], "job_id": speaker["job"]}
    yield Request("POST /v1/assets/{id}/edits", of_first, json=body)
    yield Request("POST /v1/assets/{id}/replay", of_second, json={"recipe_of": things.result})
    one = body | {"asset_id": things.second}
    for items in ([one], [one, body | {"asset_id": speaker["id"]}]):
        yield Request("POST /v1/edits/batch", json={"items": items})
    for query in ({"include_metadata": "true"}, {"format": "png", "redirect": "true"}):
        yield Request("GET /v1/assets/{id}/export", of_first, query=query)
    yield Request("GET /v1/assets/{id}/lineage", of_first)


def _making(speaker: Speaker, things: Things) -> Iterator[Request]:
    of_first, spoken = {"id": things.first}, {"audio_upload_id": things.recording}
    yield making("POST /v1/generations", speaker, {}, speaker.image | {"num_images": 2})
    varied = {"job_id": speaker["job"]}
    yield making("POST /v1/assets/{id}/variations", speaker, of_first, varied)
    yield making("POST /v1/assets/{id}/refinements", speaker, of_first, speaker.wish)
    for body in ({"prompt": speaker.instruction}, spoken):
        yield making("POST /v1/assets/{id}/instructions", speaker, of_first, body)
        dry = body | {"dry_run": True}
        yield making("POST /v1/assets/{id}/instructions", speaker, of_first, dry)
    yield Request("GET /v1/generations", query={"limit": 1})
    yield Request("GET /v1/generations/{id}", {"id": things.generation}, query={"wait": 0})


def making(route: str, speaker: Speaker, places: Mapping[str, str], body: Any) -> Request:
    """What may cost something, with a key of its own."""
    key = {"idempotency-key": f"{speaker['idempotency key']}-{next(_KEYS)}"}
    return Request(route, places, json=body, headers=key)


def _changing(speaker: Speaker, things: Things) -> Iterator[Request]:
    of_first, slot = {"id": things.first}, dict(zip("ab", speaker.slot.split("/"), strict=True))
    match = {"if-match": things.etag}
    changes = {name: speaker.file[name] for name in ("filename", "tags", "metadata")}
    yield Request("PATCH /v1/assets/{id}", of_first, json=changes, headers=match)
    yield Request("PUT /v1/slots/{a}/{b}", slot, json={"asset_id": things.first})
    yield Request("GET /v1/slots/{a}/{b}", slot)
    public, private = {"visibility": "public"}, {"visibility": "private"}
    yield Request("PUT /v1/assets/{id}/visibility", of_first, json=public)
    one = {"asset_id": things.first} | private
    for items in ([one], [one, {"asset_id": speaker["id"]} | private]):
        yield Request("POST /v1/visibility", json={"items": items})


def _leaving(things: Things) -> Iterator[Request]:
    yield Request("DELETE /v1/generations/{id}", {"id": things.generation})
    yield Request("DELETE /v1/uploads/{id}", {"id": things.pending})
    yield Request("DELETE /v1/shares/{id}", {"id": things.share})
    yield Request("DELETE /v1/palettes/{id}", {"id": things.palette})
    ids = {"asset_ids": [things.second]}
    yield Request("POST /v1/assets/bulk-delete", json=ids)
    yield Request("DELETE /v1/assets/{id}", {"id": things.first})


def spoiled(request: Request, speaker: Speaker) -> Iterator[Request]:
    """Refused, every one: with words where none belong."""
    if request.method == "GET":
        yield replace(request, query={**request.query, speaker["query"]: speaker["query"]})
        yield replace(request, query={"cursor": speaker["cursor"], "limit": speaker["query"]})
    if request.places:
        for odd in (speaker["id"], f"{speaker['id']} é%41", f"{speaker['id']}/../%00"):
            yield replace(request, places=dict.fromkeys(request.places, odd))
    if isinstance(request.json, dict):
        more = {speaker["field"]: speaker["body"]}
        wrong = {name: [speaker["body"]] for name in request.json}
        yield replace(request, json=request.json | more)
        yield replace(request, json=wrong | more)
        kind = {"content-type": "application/json"}
        broken = f'{{"{speaker["field"]}": "{speaker["body"]}"'.encode()
        yield replace(request, json=None, body=broken, headers={**request.headers, **kind})
    if "idempotency-key" in request.headers:
        wrong_key = {"idempotency-key": f"{speaker['idempotency key']} with spaces"}
        yield replace(request, headers=wrong_key)
        yield replace(request, headers={})
    if "if-match" in request.headers:
        yield replace(request, headers={"if-match": f'"{speaker["if-match"]}"'})
