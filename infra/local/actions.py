"""Which IAM actions on which resources a request to the local AWS asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from xml.sax.saxutils import unescape

from werkzeug import Request

from infra.local.stack import Site

Wish = tuple[str, str]

_KEY = re.compile(rb"<Key>(.*?)</Key>", re.DOTALL)
_S3_OBJECT_ACTIONS = {
    "GET": "s3:GetObject",
    "HEAD": "s3:GetObject",
    "PUT": "s3:PutObject",
    "POST": "s3:PutObject",
    "DELETE": "s3:DeleteObject",
}
_TRANSACTION_ACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "Get": "GetItem",
    "ConditionCheck": "ConditionCheckItem",
}


def wishes(request: Request, body: bytes, service: str, site: Site) -> list[Wish]:
    """Every (action, resource ARN) that must be allowed for this request."""
    if service == "s3":
        return list(_s3(request, body))
    operation = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
    if service == "dynamodb":
        return list(_dynamodb(operation, _json(body), site))
    if service == "sqs":
        # IAM has no batch actions: SendMessageBatch needs sqs:SendMessage.
        queue = str(_json(body).get("QueueUrl", "*")).rpartition("/")[2]
        return [(f"sqs:{operation.removesuffix('Batch')}", site.arn("sqs", queue))]
    if service == "cloudfront":
        distribution = request.path.split("/")[3]
        verb = "CreateInvalidation" if request.method == "POST" else "GetInvalidation"
        return [(f"cloudfront:{verb}", site.arn("cloudfront", f"distribution/{distribution}"))]
    return [(f"{service}:*", "*")]


def split_path(path: str) -> tuple[str, str]:
    """Bucket and key of a path-style address."""
    bucket, _, key = path.lstrip("/").partition("/")
    return bucket, key


def _s3(request: Request, body: bytes) -> Iterator[Wish]:
    bucket, key = split_path(request.path)
    if not key:
        if request.method == "POST" and "delete" in request.args:
            for name in _KEY.findall(body):
                yield "s3:DeleteObject", f"arn:aws:s3:::{bucket}/{unescape(name.decode())}"
        else:
            listing = request.method in {"GET", "HEAD"} and not set(request.args) & {
                "acl",
                "cors",
                "lifecycle",
                "notification",
                "policy",
            }
            yield "s3:ListBucket" if listing else "s3:ConfigureBucket", f"arn:aws:s3:::{bucket}"
        return
    yield _S3_OBJECT_ACTIONS.get(request.method, "s3:*"), f"arn:aws:s3:::{bucket}/{key}"
    source = request.headers.get("x-amz-copy-source")
    if source:
        origin = unquote(source.partition("?")[0]).lstrip("/")
        yield "s3:GetObject", f"arn:aws:s3:::{origin}"


def _dynamodb(operation: str, asked: dict[str, Any], site: Site) -> Iterator[Wish]:
    def table(name: str) -> str:
        return site.arn("dynamodb", f"table/{name}")

    if operation.startswith("Transact"):
        for item in asked.get("TransactItems", ()):
            for kind, detail in item.items():
                action = _TRANSACTION_ACTIONS.get(kind, kind)
                yield f"dynamodb:{action}", table(detail.get("TableName", "*"))
    elif "RequestItems" in asked:
        for name in asked["RequestItems"]:
            yield f"dynamodb:{operation}", table(name)
    else:
        index = f"/index/{asked['IndexName']}" if "IndexName" in asked else ""
        yield f"dynamodb:{operation}", table(asked.get("TableName", "*")) + index


def _json(body: bytes) -> dict[str, Any]:
    try:
        loaded = json.loads(body or b"{}")
    except ValueError:
        return {}
    return loaded if isinstance(loaded, dict) else {}
