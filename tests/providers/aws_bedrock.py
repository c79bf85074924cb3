"""A stand-in for Bedrock's InvokeModel with Stability AI's models: REST-JSON on the loopback.

What it answers next is put into `script`; when that is empty, an image is made and paid.

    with BedrockServer() as bedrock:
        bedrock.script += [refused("ThrottlingException", retry_after="7"), made()]
"""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote, unquote

import jsonschema_rs

from tests.providers.aws_bedrock_schemas import SCHEMAS
from tests.providers.aws_server import AwsServer, Reply, Request

RANDOM_SEED = 2_130_420_379
"""What becomes of the seed 0."""


@dataclass(frozen=True)
class Step:
    """What happens to one request. `is_paid`: an image is made, whether it arrives or not. `body`
    is a successful answer's; None is the documented one."""

    is_paid: bool = True
    body: bytes | None = None
    cut: bool = False
    is_silent: bool = False
    is_dropped: bool = False
    code: str = ""
    status: int = 0
    message: str = ""
    retry_after: str = ""


def made() -> Step:
    return Step()


def filtered(reason: str) -> Step:
    """Status 200 without an image: "Filter reason: prompt", "Filter reason: input image", "Filter
    reason: output image" (it was made, and paid), or "Inference error"."""
    body = json.dumps({"finish_reasons": [reason]}).encode()
    return Step(is_paid="output" in reason, body=body)


def raw(body: bytes) -> Step:
    """Made and paid, and answered with something else."""
    return Step(body=body)


def refused(code: str, status: int = 0, message: str = "", retry_after: str = "") -> Step:
    """Not carried out. The status is the one of the service's model where none is given."""
    return Step(is_paid=False, code=code, status=status, message=message, retry_after=retry_after)


def timed_out() -> Step:
    """The model took too long for Bedrock: it ran all the same."""
    return Step(code="ModelTimeoutException")


def cut_off() -> Step:
    """Made and paid; half of the answer arrives."""
    return Step(cut=True)


def silent() -> Step:
    """Made and paid; nothing is answered."""
    return Step(is_silent=True)


def dropped() -> Step:
    """Made and paid; the connection ends without a word."""
    return Step(is_dropped=True)


class BedrockServer(AwsServer):
    """`paint` makes the image of a request body; by default a small one of the right shape, or one
    as large as the source where one thing in it is changed."""

    service = "bedrock-runtime"
    signing_name = "bedrock"

    def __init__(self, paint: Callable[[dict[str, Any]], bytes] | None = None) -> None:
        super().__init__()
        self._paint = paint or small_picture

    def reset(self) -> None:
        super().reset()
        self.script: deque[Step] = deque()
        self.invoked: list[tuple[str, dict[str, Any]]] = []
        """Model and body of every request that was right."""

    def answer(self, request: Request) -> Reply:
        model_id = unquote(request.path.removeprefix("/model/").removesuffix("/invoke"))
        problems = _problems(model_id, request)
        if problems:
            return self.complain(*problems)
        body = json.loads(request.body)
        self.invoked.append((model_id, body))
        step = self.script.popleft() if self.script else made()
        if step.is_paid:
            self.paid[fingerprint(model_id, body)] += 1
        return self._reply(step, body)

    def error_body(self, code: str, message: str) -> bytes:
        return json.dumps({"message": message or code}).encode()

    def error_headers(self, code: str) -> dict[str, str]:
        # As it comes over the wire: the name, and where it is declared.
        declared = f"{code}:http://internal.amazon.com/coral/com.amazon.bedrock/"
        return {"x-amzn-ErrorType": declared, "Content-Type": "application/json"}

    def _reply(self, step: Step, body: dict[str, Any]) -> Reply:
        if step.code:
            status = step.status or self.documented_status("InvokeModel", step.code)
            return self.error(step.code, status, step.message, step.retry_after)
        answer = step.body if step.body is not None else self._made(body)
        return Reply(
            body=answer,
            headers={"Content-Type": "application/json"},
            cut=len(answer) // 2 if step.cut else None,
            is_silent=step.is_silent,
            is_dropped=step.is_dropped,
        )

    def _made(self, body: dict[str, Any]) -> bytes:
        answer = {
            "seeds": [body.get("seed") or RANDOM_SEED],
            "finish_reasons": [None],
            "images": [base64.b64encode(self._paint(body)).decode()],
        }
        return json.dumps(answer).encode()


def fingerprint(model_id: str, body: dict[str, Any]) -> str:
    """What makes two requests the same one."""
    text = json.dumps([model_id, body], sort_keys=True)
    return sha256(text.encode()).hexdigest()


def small_picture(body: dict[str, Any]) -> bytes:
    """A PNG of the aspect ratio that was asked for, some 100 pixels wide. Where one thing in a PNG
    is changed, the result is as large as that."""
    if body.keys() & {"select_prompt", "search_prompt"}:
        source = base64.b64decode(body["image"])
        return png(*struct.unpack(">2I", source[16:24])) if source[12:16] == b"IHDR" else png(1, 1)
    across, down = map(int, body.get("aspect_ratio", "1:1").split(":"))
    return png(16 * across // min(across, down), 16 * down // min(across, down))


def png(width: int, height: int) -> bytes:
    """A grey one."""
    header = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def _problems(model_id: str, request: Request) -> list[str]:
    if request.path != f"/model/{quote(model_id, safe='-_.~')}/invoke":
        return ["the path is not that of InvokeModel"]
    if model_id not in SCHEMAS:
        return [f"{model_id} is not a model"]
    for name in ("content-type", "accept"):
        if request.headers.get(name) != "application/json":
            return [f"{name} is not JSON"]
    try:
        body = json.loads(request.body)
    except ValueError:
        return ["the body is not JSON"]
    found = [list(jsonschema_rs.iter_errors(schema, body)) for schema in SCHEMAS[model_id]]
    if not all(found):
        return []
    # Of two schemas, the one that it nearly fits. Never the value: it may be a prompt.
    closest = min(found, key=len)
    return [f"{'/'.join(map(str, error.instance_path))}: {error.kind.name}" for error in closest]
