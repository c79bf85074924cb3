"""Reading an inline upload: a multipart form with the file, or JSON with the file in base64."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from darkroom.domain.errors import InvalidRequest, MalformedRequest
from darkroom.http.models.uploads import FileWords, InlineRequest
from darkroom.http.problems import validated
from darkroom.services.uploads import UploadRequest

MAX_FIELDS = 40

OPENAPI: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "filename": {"type": "string"},
                        "content_type": {"type": "string"},
                        "job_id": {"type": "string"},
                        "slot": {"type": "string"},
                        "checksum_sha256": {"type": "string"},
                        "visibility": {"type": "string", "enum": ["private", "public"]},
                        "tags": {"type": "array", "items": {"type": "string"}},
                        "metadata": {"type": "string", "description": "a JSON object"},
                    },
                }
            },
            "application/json": {"schema": InlineRequest.model_json_schema()},
        },
    }
}
"""FastAPI describes one kind of body; this route takes two."""


async def read_inline(request: Request) -> tuple[UploadRequest, bytes]:
    """What is said about the file, and its bytes. Raises InvalidRequest, MalformedRequest."""
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return await _read_form(request)
    return await _read_json(request)


async def _read_json(request: Request) -> tuple[UploadRequest, bytes]:
    try:
        value = json.loads(await request.body())
    except (ValueError, RecursionError) as exc:
        raise MalformedRequest("The body is neither a multipart form nor JSON.") from exc
    body = validated(InlineRequest, value)
    try:
        data = base64.b64decode(body.data, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise InvalidRequest.at("/data", "The file is not valid base64.") from exc
    return body.upload(len(data)), data


async def _read_form(request: Request) -> tuple[UploadRequest, bytes]:
    async with request.form(max_files=1, max_fields=MAX_FIELDS) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise InvalidRequest.at("/file", "The form has no file in its field `file`.")
        data = await file.read()
        words = validated(FileWords, _words(form, file))
    return words.upload(len(data)), data


def _words(form: FormData, file: UploadFile) -> dict[str, Any]:
    """The form's fields; name and type default to those of the file's part."""
    given: dict[str, Any] = {
        "filename": file.filename or "upload",
        "content_type": file.content_type or "application/octet-stream",
    }
    given |= {name: value for name, value in form.items() if name not in {"file", "tags"}}
    tags = form.getlist("tags")
    if tags:
        given["tags"] = tags
    if "metadata" in given:
        given["metadata"] = _json_object(given["metadata"])
    return given


def _json_object(text: Any) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError) as exc:
        raise InvalidRequest.at("/metadata", "Metadata is a JSON object.") from exc
