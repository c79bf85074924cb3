"""Who is asking: the verified claims of the API's authorizer, and nothing else."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request

from darkroom.domain.errors import IdentityUnusable, Unauthenticated
from darkroom.domain.keys import is_owner


async def owner_of(request: Request) -> str:
    """The `sub` that the authorizer verified. Raises Unauthenticated, IdentityUnusable."""
    context: dict[str, Any] = request.scope["aws.event"].get("requestContext", {})
    claims = context.get("authorizer", {}).get("jwt", {}).get("claims", {})
    subject = claims.get("sub")
    if not isinstance(subject, str):
        raise Unauthenticated
    if not is_owner(subject):
        raise IdentityUnusable("A subject is text of 1 to 128 bytes in UTF-8.")
    request.scope["darkroom.owner"] = subject
    return subject


Owner = Annotated[str, Depends(owner_of)]
"""A parameter of every endpoint that needs a caller."""
