"""Verdicts: why an upload was rejected, or an image not made. They are kept on a row."""

from __future__ import annotations

from darkroom.domain.errors.root import ImageRejected, Unmade


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


class ContentRefused(Unmade):
    """The provider will not do it because of what was asked for; it has not been paid."""

    code = "content_refused"
    status = 422
    title = "The provider refused what was asked for"


class ResultWithheld(Unmade):
    """The provider looked at what it had made, and keeps it."""

    code = "result_withheld"
    status = 422
    title = "The provider made something and withholds it"
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
