"""How somebody sets up a function who wants to see everything, and where the tour ends."""

from __future__ import annotations

from collections.abc import Mapping

DEBUGGING: Mapping[str, str] = {
    "AWS_LAMBDA_LOG_LEVEL": "TRACE",
    "AWS_LAMBDA_FUNCTION_NAME": "function",
    "LOG_LEVEL": "DEBUG",
    "POWERTOOLS_DEBUG": "true",
    "POWERTOOLS_DEV": "true",
    "POWERTOOLS_LOG_LEVEL": "DEBUG",
    "POWERTOOLS_LOGGER_LOG_EVENT": "true",
    "POWERTOOLS_LOGGER_SAMPLE_RATE": "1",
    "PYTHONASYNCIODEBUG": "1",
    "PYTHONWARNINGS": "always",
}
"""Every switch there is that makes something talk."""
ON_PURPOSE = "from here on, everything is told on purpose"
