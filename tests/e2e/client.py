"""A client of the API: HTTP, and pictures of its own. Imports nothing of the project."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from typing import Any

import requests
from PIL import Image, ImageDraw

TIMEOUT = 40
READY_SECONDS = 60


def a_photo(
    seed: int, size: tuple[int, int] = (1200, 900), form: str = "JPEG", **save: Any
) -> bytes:
    """A picture unlike any other: coloured boxes from a seed."""
    dice = random.Random(seed)
    picture = Image.new("RGB", size, tuple(dice.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(40):
        left, top = dice.randrange(size[0]), dice.randrange(size[1])
        box = (left, top, left + dice.randrange(20, 400), top + dice.randrange(20, 300))
        draw.rectangle(box, fill=tuple(dice.randrange(256) for _ in range(3)))
    out = io.BytesIO()
    picture.save(out, form, **save)
    return out.getvalue()


@dataclass
class Client:
    """One user of one deployment."""

    api: str
    name: str
    token: str = ""
    http: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.http.trust_env = False
        answer = self.http.post(f"{self.api}/dev/token", json={"sub": self.name}, timeout=TIMEOUT)
        self.token = answer.json()["access_token"]

    def __call__(self, method: str, path: str, **request: Any) -> requests.Response:
        """An API request with this user's token."""
        headers = {"Authorization": f"Bearer {self.token}"} | request.pop("headers", {})
        return self.http.request(
            method, self.api + path, headers=headers, timeout=TIMEOUT, **request
        )

    def anonymous(self, method: str, url: str, **request: Any) -> requests.Response:
        """A request without any token, to any address, as a browser would send it."""
        return self.http.request(method, url, timeout=TIMEOUT, allow_redirects=False, **request)

    def ticket(self, file: bytes, **words: Any) -> Any:
        body = {"filename": "photo.jpg", "content_type": "image/jpeg", "size": len(file)} | words
        answer = self("POST", "/v1/uploads", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def send(self, ticket: Any, file: bytes) -> requests.Response:
        """The file, as the ticket says."""
        if ticket["method"] == "PUT":
            return self.anonymous("PUT", ticket["url"], data=file, headers=ticket["headers"])
        return self.anonymous("POST", ticket["url"], data=ticket["fields"], files={"file": file})

    def decided(self, upload_id: str) -> Any:
        """What became of an upload, once it is decided."""
        for _ in range(READY_SECONDS // 20):
            upload = self("GET", f"/v1/uploads/{upload_id}?wait=20").json()
            if upload["status"] != "pending":
                return upload
        raise AssertionError(f"undecided after {READY_SECONDS} s: {upload}")

    def upload(self, file: bytes, **words: Any) -> Any:
        """Ticket, file, wait: the asset."""
        ticket = self.ticket(file, **words)
        sent = self.send(ticket, file)
        assert sent.status_code in {200, 201, 204}, sent.text
        upload = self.decided(ticket["id"])
        assert upload["status"] == "ready", upload
        return upload["asset"]
