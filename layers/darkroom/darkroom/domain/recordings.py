"""What may be recorded: types, bytes, seconds."""

from __future__ import annotations

AUDIO_TYPES = {
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
}
"""Every type of recording that is taken, and the extension its keys carry."""
MAX_RECORDING_BYTES = 10 * 1024 * 1024
MAX_SECONDS = 60
GRACE_SECONDS = 0.5
"""What a recording may be longer by: whoever stops at 60 s gets a file that is longer by what its
encoder puts before and after (0.1 s for MP3 at 16 kHz) and by the last piece of its recorder."""
