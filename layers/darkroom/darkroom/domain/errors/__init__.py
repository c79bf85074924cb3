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
    │   ├── RecordingInUse             409  recording_in_use
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
    │   ├── ResultWithheld             422  result_withheld
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

from collections.abc import Iterator

from darkroom.domain.errors.faults import (
    CatalogFailure,
    DeliveryFailure,
    InternalFault,
    ProviderBusy,
    ProviderFailure,
    ProviderMisconfigured,
    StoreFailure,
)
from darkroom.domain.errors.internal import (
    InvalidKey,
    NotYet,
    ObjectChanged,
    ObjectNotFound,
    RowBusy,
    RowChanged,
)
from darkroom.domain.errors.refusals import (
    AssetNotFound,
    BudgetSpent,
    EditConflict,
    FileTooLarge,
    FilterTooSparse,
    GenerationNotFound,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    IdentityUnusable,
    InvalidCursor,
    MalformedRequest,
    MethodNotAllowed,
    MoveInProgress,
    NotFound,
    NotReady,
    NotUnderstood,
    OutOfTime,
    PageTooDeep,
    PaletteNotFound,
    PreconditionFailed,
    PromptRefused,
    QuotaExceeded,
    RecordingInUse,
    RequestInFlight,
    ResultInProgress,
    ShareNotFound,
    SlotNotFound,
    TypeNotAllowed,
    Unauthenticated,
    UploadNotFound,
    UploadSettled,
    VariantNotFound,
)
from darkroom.domain.errors.root import (
    DarkroomError,
    Fault,
    FieldError,
    ImageRejected,
    InvalidRequest,
    Refusal,
    Unmade,
)
from darkroom.domain.errors.verdicts import (
    AnswerLost,
    BrokenImage,
    ChecksumMismatch,
    ContentRefused,
    DimensionsOutOfRange,
    GivenUp,
    MalformedAnswer,
    NotAnImage,
    NotARecording,
    NothingHeard,
    RecordingTooLong,
    ResultWithheld,
    SizeMismatch,
    TooManyFrames,
    TooManyPixels,
    TypeMismatch,
)

__all__ = [
    "AnswerLost",
    "AssetNotFound",
    "BrokenImage",
    "BudgetSpent",
    "CatalogFailure",
    "ChecksumMismatch",
    "ContentRefused",
    "DarkroomError",
    "DeliveryFailure",
    "DimensionsOutOfRange",
    "EditConflict",
    "Fault",
    "FieldError",
    "FileTooLarge",
    "FilterTooSparse",
    "GenerationNotFound",
    "GivenUp",
    "IdempotencyKeyMissing",
    "IdempotencyKeyReused",
    "IdentityUnusable",
    "ImageRejected",
    "InternalFault",
    "InvalidCursor",
    "InvalidKey",
    "InvalidRequest",
    "MalformedAnswer",
    "MalformedRequest",
    "MethodNotAllowed",
    "MoveInProgress",
    "NotARecording",
    "NotAnImage",
    "NotFound",
    "NotReady",
    "NotUnderstood",
    "NotYet",
    "NothingHeard",
    "ObjectChanged",
    "ObjectNotFound",
    "OutOfTime",
    "PageTooDeep",
    "PaletteNotFound",
    "PreconditionFailed",
    "PromptRefused",
    "ProviderBusy",
    "ProviderFailure",
    "ProviderMisconfigured",
    "QuotaExceeded",
    "RecordingInUse",
    "RecordingTooLong",
    "Refusal",
    "RequestInFlight",
    "ResultInProgress",
    "ResultWithheld",
    "RowBusy",
    "RowChanged",
    "ShareNotFound",
    "SizeMismatch",
    "SlotNotFound",
    "StoreFailure",
    "TooManyFrames",
    "TooManyPixels",
    "TypeMismatch",
    "TypeNotAllowed",
    "Unauthenticated",
    "Unmade",
    "UploadNotFound",
    "UploadSettled",
    "VariantNotFound",
    "public_errors",
    "recalled",
]


def public_errors(*roots: type[DarkroomError]) -> Iterator[type[DarkroomError]]:
    """Every class a client may meet, depth first: what the table in the docs is made from."""
    for root in roots or (Refusal, ImageRejected, Unmade, Fault):
        for child in root.__subclasses__():
            yield child
            yield from public_errors(child)


def recalled(code: str, detail: str, *roots: type[DarkroomError]) -> DarkroomError:
    """The verdict that a row keeps, as an error again: one of these kinds, or of the first of them
    if there is no such code any more. Without a kind, a verdict on an upload."""
    wanted = roots or (ImageRejected,)
    kinds = {kind.code: kind for kind in public_errors(*wanted)}
    return kinds.get(code, wanted[0])(detail)
