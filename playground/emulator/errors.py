"""Refusals in the envelope that Google uses.

`{"error": {"code", "message", "status", "details"}}`; texts and details as in the fact sheet, section 5
(troubleshooting page of 2026-06-01 and issue threads). Texts that no source gives are marked "own words".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

KEY_NOT_VALID = "API key not valid. Please pass a valid API key."
NO_PERMISSION = "The caller does not have permission"
LEAKED = "Your API key was reported as leaked. Please use another API key."
INTERNAL = (
    "An internal error has occurred. Please retry or report in "
    "https://developers.generativeai.google/guide/troubleshooting"
)
OVERLOADED = "The model is overloaded. Please try again later."
DEADLINE = "Deadline expired before operation could complete."
BAD_PICTURE = (
    "Unable to process input image. Please retry or report in "
    "https://developers.generativeai.google/guide/troubleshooting"
)
_QUOTA = (
    "You exceeded your current quota, please check your plan and billing details. For more information"
    " on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. \n"
    "* Quota exceeded for metric: generativelanguage.googleapis.com/{metric}, limit: {limit}, "
    "model: {model}\nPlease retry in {delay}s."
)
STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    402: "PAYMENT_REQUIRED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "INVALID_ARGUMENT",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}

Detail = Mapping[str, object]


class Refusal(Exception):
    """The request is answered with `code` and Google's error envelope. Leaves the app never."""

    def __init__(self, code: int, message: str, details: Sequence[Detail] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = tuple(details)

    def body(self) -> dict[str, object]:
        error: dict[str, object] = {
            "code": self.code,
            "message": self.message,
            "status": STATUS.get(self.code, "UNKNOWN"),
        }
        if self.details:
            error["details"] = list(self.details)
        return {"error": error}


class HangUp(ConnectionResetError):
    """The connection is to be closed without one byte of answer. The server turns it into just that."""


def _type(name: str) -> str:
    return f"type.googleapis.com/google.rpc.{name}"


def bad_request(message: str) -> Refusal:
    """400 with the `BadRequest` detail, as for JSON that does not fit the schema."""
    violation = {"description": message}
    detail = {"@type": _type("BadRequest"), "fieldViolations": [violation]}
    return Refusal(400, message, [detail])


def invalid(message: str) -> Refusal:
    return Refusal(400, message)


def key_not_valid() -> Refusal:
    info = {
        "@type": _type("ErrorInfo"),
        "reason": "API_KEY_INVALID",
        "domain": "googleapis.com",
        "metadata": {"service": "generativelanguage.googleapis.com"},
    }
    localized = {"@type": _type("LocalizedMessage"), "locale": "en-US", "message": KEY_NOT_VALID}
    return Refusal(400, KEY_NOT_VALID, [info, localized])


def unknown_model(name: str, version: str) -> Refusal:
    return Refusal(
        404,
        f"models/{name} is not found for API version {version or 'v1'}, or is not supported for "
        "generateContent. Call ListModels to see the list of available models and their supported methods.",
    )


def quota(model: str, delay: float, *, daily: bool) -> Refusal:
    """429. `delay` in seconds goes into RetryInfo; `daily` is the quota of limit 0 that no waiting cures."""
    metric = "generate_content_free_tier_requests" if daily else "generate_content_paid_tier_requests"
    kind = "PerDayPerProjectPerModel-FreeTier" if daily else "PerMinutePerProjectPerModel-PaidTier1"
    help_ = {
        "@type": _type("Help"),
        "links": [
            {
                "description": "Learn more about Gemini API quotas",
                "url": "https://ai.google.dev/gemini-api/docs/rate-limits",
            }
        ],
    }
    violation = {
        "quotaMetric": f"generativelanguage.googleapis.com/{metric}",
        "quotaId": f"GenerateRequests{kind}",
        "quotaDimensions": {"location": "global", "model": model},
    }
    if not daily:
        violation["quotaValue"] = "10"
    text = _QUOTA.format(metric=metric, limit=0 if daily else 10, model=model, delay=f"{delay:g}")
    failure = {"@type": _type("QuotaFailure"), "violations": [violation]}
    retry = {"@type": _type("RetryInfo"), "retryDelay": f"{delay:g}s"}
    return Refusal(429, text, [help_, failure, retry])
