"""What the local AWS says no with: an error code, a status and a message, as S3 words them."""

from __future__ import annotations

import json
import uuid
from xml.sax.saxutils import escape

from werkzeug import Response


class AwsRefusal(Exception):
    """A request that AWS would refuse. `extra` become further elements of S3's XML."""

    def __init__(self, status: int, code: str, message: str, **extra: object) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.extra = status, code, message, extra


def access_denied(message: str = "Access Denied", **extra: object) -> AwsRefusal:
    """403 AccessDenied."""
    return AwsRefusal(403, "AccessDenied", message, **extra)


def xml_answer(refusal: AwsRefusal) -> Response:
    """The refusal as S3 and CloudFront send it."""
    request_id = uuid.uuid4().hex[:16].upper()
    elements = {"Code": refusal.code, "Message": refusal.message, **refusal.extra}
    elements |= {"RequestId": request_id, "HostId": "local"}
    body = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in elements.items())
    return Response(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{body}</Error>',
        status=refusal.status,
        mimetype="application/xml",
        headers={"x-amz-request-id": request_id},
    )


def json_answer(refusal: AwsRefusal) -> Response:
    """The refusal as DynamoDB and SQS send it."""
    body = {"__type": refusal.code, "message": refusal.message}
    headers = {"x-amzn-errortype": refusal.code}
    return Response(
        json.dumps(body),
        status=refusal.status,
        mimetype="application/x-amz-json-1.0",
        headers=headers,
    )
