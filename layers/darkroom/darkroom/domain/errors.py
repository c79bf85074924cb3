"""Every way a request or an upload can fail, each with a code, a status and a public sentence.

    DarkroomError
    ├── Refusal                        the caller's doing: a precise 4xx, never retried
    │   ├── InvalidRequest             422  invalid_request
    │   │   ├── InvalidCursor          422  invalid_cursor
    │   │   ├── PageTooDeep            422  page_too_deep
    │   │   ├── FilterTooSparse        422  filter_too_sparse
    │   │   ├── PromptRefused          422  prompt_refused
    │   │   ├── NotUnderstood          422  not_understood
    │   │   └── IdempotencyKeyReused   422  idempotency_key_reused
    │   ├── MalformedRequest           400  malformed_request
    │   ├── IdempotencyKeyMissing      400  idempotency_key_missing
    │   ├── Unauthenticated            401  unauthenticated
    │   ├── IdentityUnusable           403  identity_unusable
    │   ├── QuotaExceeded              403  quota_exceeded
    │   ├── NotFound                   404  not_found
    │   │   ├── AssetNotFound          404  asset_not_found
    │   │   ├── UploadNotFound         404  upload_not_found
    │   │   ├── SlotNotFound           404  slot_not_found
    │   │   ├── ShareNotFound          404  share_not_found
    │   │   ├── PaletteNotFound        404  palette_not_found
    │   │   ├── GenerationNotFound     404  generation_not_found
    │   │   └── VariantNotFound        404  variant_not_found
    │   ├── MethodNotAllowed           405  method_not_allowed
    │   ├── NotReady                   409  not_ready
    │   ├── MoveInProgress             409  move_in_progress
    │   ├── UploadSettled              409  upload_settled
    │   ├── EditConflict               409  edit_conflict
    │   ├── ResultInProgress           409  result_in_progress
    │   ├── RequestInFlight            409  request_in_flight
    │   ├── PreconditionFailed         412  precondition_failed
    │   ├── FileTooLarge               413  file_too_large
    │   ├── TypeNotAllowed             415  type_not_allowed
    │   ├── BudgetSpent                429  budget_spent
    │   └── OutOfTime                  429  out_of_time
    ├── ImageRejected                  the verdict on an upload: terminal, stored on its row
    │   ├── SizeMismatch               422  size_mismatch
    │   ├── ChecksumMismatch           422  checksum_mismatch
    │   ├── NotAnImage                 422  not_an_image
    │   ├── TypeMismatch               422  type_mismatch
    │   ├── BrokenImage                422  broken_image
    │   ├── DimensionsOutOfRange       422  dimensions_out_of_range
    │   ├── TooManyPixels              422  too_many_pixels
    │   ├── TooManyFrames              422  too_many_frames
    │   ├── NotARecording              422  not_a_recording
    │   └── RecordingTooLong           422  recording_too_long
    ├── Unmade                         why a generation has no result: terminal, stored on its row
    │   ├── ContentRefused             422  content_refused
    │   ├── NothingHeard               422  nothing_heard
    │   ├── AnswerLost                 502  answer_lost
    │   ├── MalformedAnswer            502  malformed_answer
    │   └── GivenUp                    504  given_up
    └── Fault                          ours: retried, and seen by the operator
        ├── InternalFault              500  internal_error
        ├── StoreFailure               503  store_unavailable
        ├── CatalogFailure             503  catalog_unavailable
        ├── DeliveryFailure            503  delivery_unavailable
        ├── ProviderFailure            503  provider_unavailable
        │   └── ProviderBusy           503  provider_busy
        └── ProviderMisconfigured      500  provider_misconfigured

`detail` is public: it never carries a key, a URL, an owner or a message of the platform.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, NamedTuple


class FieldError(NamedTuple):
    """One reason a request was refused: where (a JSON pointer) and what."""

    pointer: str
    detail: str


class DarkroomError(Exception):
    """The root. `code` and `status` belong to the class, `detail` to the occurrence."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong on our side"
    retry_after: int | None = None
    """Seconds after which the same request may fare better, where that is known."""

    def __init__(self, detail: str | None = None, **extensions: Any) -> None:
        self.detail = detail or f"{self.title}."
        self.extensions: Mapping[str, Any] = extensions
        super().__init__(self.detail)


class Refusal(DarkroomError):
    """The caller asked for something that cannot be done. Nothing was changed."""

    code = "refused"
    status = 400
    title = "The request was refused"


class InvalidRequest(Refusal):
    """Well-formed, but a field is missing, unknown or out of range; `errors` points at each."""

    code = "invalid_request"
    status = 422
    title = "A field of the request is not acceptable"

    def __init__(
        self, detail: str | None = None, errors: tuple[FieldError, ...] = (), **extensions: Any
    ) -> None:
        super().__init__(detail or (errors[0].detail if errors else None), **extensions)
        self.errors = errors

    @classmethod
    def at(cls, pointer: str, detail: str) -> InvalidRequest:
        """The common case: one field, one sentence."""
        return cls(detail, (FieldError(pointer, detail),))


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


class ImageRejected(DarkroomError):
    """The verdict on an uploaded file: it will never become an asset."""

    code = "image_rejected"
    status = 422
    title = "The file was rejected"


class SizeMismatch(ImageRejected):
    code = "size_mismatch"
    title = "The uploaded file does not have the declared size"


class ChecksumMismatch(ImageRejected):
    code = "checksum_mismatch"
    title = "The uploaded file does not have the declared SHA-256"


class NotAnImage(ImageRejected):
    code = "not_an_image"
    title = "The file is not an image we can read"


class TypeMismatch(ImageRejected):
    code = "type_mismatch"
    title = "The file is not of the declared type"


class BrokenImage(ImageRejected):
    code = "broken_image"
    title = "The image is damaged or cut off"


class DimensionsOutOfRange(ImageRejected):
    code = "dimensions_out_of_range"
    title = "The image is too wide or too tall"


class TooManyPixels(ImageRejected):
    code = "too_many_pixels"
    title = "The image has too many pixels"


class TooManyFrames(ImageRejected):
    code = "too_many_frames"
    title = "The animation has too many frames"


class NotARecording(ImageRejected):
    code = "not_a_recording"
    title = "The file is not a recording we can read"


class RecordingTooLong(ImageRejected):
    code = "recording_too_long"
    title = "The recording is longer than allowed"


class Unmade(DarkroomError):
    """Why something that was asked of a provider was not made. `paid`: whether it may have cost
    something all the same."""

    code = "unmade"
    status = 502
    title = "The image could not be made"
    paid: ClassVar[bool] = False


class ContentRefused(Unmade):
    """The provider will not do it because of what was asked for; it has not been paid."""

    code = "content_refused"
    status = 422
    title = "The provider refused what was asked for"


class ResultWithheld(ContentRefused):
    """The same, but the provider looked at what it had already made."""

    paid = True


class NothingHeard(Unmade):
    code = "nothing_heard"
    status = 422
    title = "No words were heard in the recording"
    paid = True


class AnswerLost(Unmade):
    """The request was sent and no answer came. It may have been carried out and paid, so it is
    never sent again."""

    code = "answer_lost"
    title = "The provider's answer did not arrive"
    paid = True


class MalformedAnswer(Unmade):
    """The answer came and is kept, and is not what the provider documents."""

    code = "malformed_answer"
    title = "The provider's answer could not be read"
    paid = True


class GivenUp(Unmade):
    code = "given_up"
    status = 504
    title = "The provider could not be reached for too long"


class Fault(DarkroomError):
    """Our doing: worth a retry, and an alarm when it goes on."""


class InternalFault(Fault):
    """A bug, or an answer of the platform nobody expected."""


class StoreFailure(Fault):
    code = "store_unavailable"
    status = 503
    title = "The object store did not answer as expected; try again"


class CatalogFailure(Fault):
    code = "catalog_unavailable"
    status = 503
    title = "The catalog did not answer as expected; try again"


class DeliveryFailure(Fault):
    code = "delivery_unavailable"
    status = 503
    title = "The content delivery network did not answer as expected; try again"


class ProviderFailure(Fault):
    """Nothing was carried out: it may be asked again. `seconds`: not before."""

    code = "provider_unavailable"
    status = 503
    title = "The provider did not answer as expected; it is tried again"

    def __init__(self, detail: str | None = None, seconds: float = 0, **extensions: Any) -> None:
        super().__init__(detail, **extensions)
        self.seconds = seconds


class ProviderBusy(ProviderFailure):
    code = "provider_busy"
    title = "The provider has too much to do; it is tried again"


class ProviderMisconfigured(Fault):
    """It refuses this deployment's key, model or region: for the operator to mend."""

    code = "provider_misconfigured"
    title = "The provider does not accept this deployment"


# Not part of the public table: raised between layers and always handled or translated.


class ObjectNotFound(DarkroomError):
    """No object at this key."""


class ObjectChanged(DarkroomError):
    """The object is there, but is not the one the caller named (its ETag differs)."""


class InvalidKey(DarkroomError):
    """Not a key of our grammar, or not one this store can hold."""


class RowChanged(DarkroomError):
    """The row is not what the caller read: somebody else was first."""


class NotYet(DarkroomError):
    """What a provider was asked for is under way: look again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class RowBusy(DarkroomError):
    """Somebody else holds a live claim on the row."""


def public_errors(*roots: type[DarkroomError]) -> Iterator[type[DarkroomError]]:
    """Every class a client may meet, depth first: what the table in the docs is made from."""
    for root in roots or (Refusal, ImageRejected, Unmade, Fault):
        for child in root.__subclasses__():
            yield child
            yield from public_errors(child)


def recalled(code: str, detail: str) -> DarkroomError:
    """The verdict that a row keeps, as an error again."""
    kinds = {kind.code: kind for kind in public_errors()}
    return kinds.get(code, DarkroomError)(detail)
