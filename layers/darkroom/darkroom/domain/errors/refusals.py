"""Refusals: the caller's doing, each a precise 4xx."""

from __future__ import annotations

from darkroom.domain.errors.root import InvalidRequest, Refusal


class InvalidCursor(InvalidRequest):
    code = "invalid_cursor"
    title = "The cursor does not belong to this listing"


class PageTooDeep(InvalidRequest):
    code = "page_too_deep"
    title = "Numbered pages end here; go on with a cursor"


class FilterTooSparse(InvalidRequest):
    code = "filter_too_sparse"
    title = "No match within the read budget of one page"


class PromptRefused(InvalidRequest):
    code = "prompt_refused"
    title = "This deployment does not take this prompt"


class NotUnderstood(InvalidRequest):
    code = "not_understood"
    title = "The instruction asks for something that is not understood"


class IdempotencyKeyReused(InvalidRequest):
    code = "idempotency_key_reused"
    title = "The idempotency key came with another request before"


class IdempotencyKeyMissing(Refusal):
    code = "idempotency_key_missing"
    title = "A request that may cost something needs an Idempotency-Key"


class MalformedRequest(Refusal):
    code = "malformed_request"
    title = "The request body could not be read"


class Unauthenticated(Refusal):
    code = "unauthenticated"
    status = 401
    title = "A valid access token is needed"


class IdentityUnusable(Refusal):
    code = "identity_unusable"
    status = 403
    title = "The token's subject cannot own assets"


class QuotaExceeded(Refusal):
    code = "quota_exceeded"
    status = 403
    title = "The owner's quota is spent"


class NotFound(Refusal):
    code = "not_found"
    status = 404
    title = "There is nothing here"


class AssetNotFound(NotFound):
    code = "asset_not_found"
    title = "There is no such asset"


class UploadNotFound(NotFound):
    code = "upload_not_found"
    title = "There is no such upload"


class SlotNotFound(NotFound):
    code = "slot_not_found"
    title = "The slot points at nothing"


class ShareNotFound(NotFound):
    code = "share_not_found"
    title = "There is no such share"


class PaletteNotFound(NotFound):
    code = "palette_not_found"
    title = "There is no such palette"


class GenerationNotFound(NotFound):
    code = "generation_not_found"
    title = "There is no such generation"


class VariantNotFound(NotFound):
    code = "variant_not_found"
    title = "The asset has no such variant"


class MethodNotAllowed(Refusal):
    code = "method_not_allowed"
    status = 405
    title = "The method is not allowed here"


class NotReady(Refusal):
    code = "not_ready"
    status = 409
    title = "The asset is not ready"


class MoveInProgress(Refusal):
    code = "move_in_progress"
    status = 409
    title = "Another visibility move of this asset is under way"


class UploadSettled(Refusal):
    code = "upload_settled"
    status = 409
    title = "The upload is already decided and can no longer be abandoned"


class EditConflict(Refusal):
    code = "edit_conflict"
    status = 409
    title = "The asset changed at the same moment; try again"


class ResultInProgress(Refusal):
    code = "result_in_progress"
    status = 409
    title = "The same result is being made at this moment; ask again soon"


class RequestInFlight(Refusal):
    code = "request_in_flight"
    status = 409
    title = "A request with this idempotency key is being answered; ask again soon"
    retry_after = 1


class RecordingInUse(Refusal):
    code = "recording_in_use"
    status = 409
    title = "Another generation is to hear this recording"


class PreconditionFailed(Refusal):
    code = "precondition_failed"
    status = 412
    title = "The asset has changed since it was read"


class FileTooLarge(Refusal):
    code = "file_too_large"
    status = 413
    title = "The file is larger than allowed"


class TypeNotAllowed(Refusal):
    code = "type_not_allowed"
    status = 415
    title = "Files of this type are not accepted"


class BudgetSpent(Refusal):
    """`renews_at`, an RFC 3339 time, is among the extensions."""

    code = "budget_spent"
    status = 429
    title = "The owner's budget of the day is spent"


class OutOfTime(Refusal):
    """Of a batch, what one request has no time for."""

    code = "out_of_time"
    status = 429
    title = "There was no time left for this item; send it again"
