"""Everything that can go wrong with a Gemini call, as a `ProviderError`.

Codes, texts and details: fact sheet, section 5 (troubleshooting page of 2026-06-01, issue threads).
An answer with an error status was not carried out and not billed, so only faults after which no
status came back are `unknown`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from google.genai import errors as sdk

from playground import egress
from playground.egress import Call

from .base import Fault, ProviderError
from .gemini_answers import ErrorInside, Unreadable, mapping, sequence, string, whole

_DETAIL_CHARACTERS: Final = 500
# A wish to wait longer than this is a defect of the other side.
_LONGEST_WAIT: Final = 24 * 3600.0
_FAULTS: Final = {
    400: Fault.BAD_REQUEST,
    401: Fault.BAD_KEY,
    402: Fault.NO_CREDIT,
    403: Fault.FORBIDDEN,
    404: Fault.MODEL_GONE,
    429: Fault.RATE_LIMITED,
    503: Fault.OVERLOADED,
    529: Fault.OVERLOADED,
}
_PASSING: Final = frozenset({408, 429, 499})
_BAD_KEY: Final = re.compile(r"API[ _]key (not valid|not found|expired|invalid)", re.IGNORECASE)
_IN_TEXT: Final = re.compile(r"retry in ([0-9]{1,6}(?:\.[0-9]{1,9})?)\s*s\b", re.IGNORECASE)
_DURATION: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)s?")


def explain(error: Exception, call: Call) -> ProviderError:
    """Whatever came out of a call, as the one error that leaves a provider."""
    if isinstance(error, ProviderError):
        return error
    if isinstance(error, egress.EgressError):
        return _not_answered(error, call)
    if isinstance(error, sdk.APIError):
        headers = getattr(error.response, "headers", None)
        return refusal(error.code, error.details, headers or {}, call)
    if isinstance(error, ErrorInside):
        return _refusal_inside(error.body, call)
    return _last_net(error, call)


def _not_answered(error: egress.EgressError, call: Call) -> ProviderError:
    """No whole answer. Unknown if the request had been delivered: it may be carried out and billed."""
    if isinstance(error, egress.RefusedAddress):
        return ProviderError(Fault.REFUSED_ADDRESS, _tidy(str(error), call))
    if call.status not in (None, 200) and not isinstance(error, egress.Aborted):
        # The status had arrived, only the sentence that goes with it is missing.
        return refusal(call.status or 0, {}, {}, call)
    fault, retryable = _OF_EGRESS.get(type(error), (Fault.CONNECTION_LOST, True))
    if isinstance(error, egress.ConnectionLost) and not call.sent:
        fault = Fault.NO_NETWORK
    detail = _tidy(str(error), call)
    return ProviderError(fault, detail, retryable=retryable, unknown=call.delivered, status=call.status)


_OF_EGRESS: Final[Mapping[type[egress.EgressError], tuple[Fault, bool]]] = {
    egress.Aborted: (Fault.CANCELLED, False),
    egress.DeadlinePassed: (Fault.TIMED_OUT, True),
    egress.Unreachable: (Fault.NO_NETWORK, True),
    egress.ConnectionLost: (Fault.CONNECTION_LOST, True),
    egress.Garbled: (Fault.DAMAGED, True),
    egress.TooLarge: (Fault.DAMAGED, False),
}


def _last_net(error: Exception, call: Call) -> ProviderError:
    """Nothing else leaves a provider. Texts of foreign exceptions may quote a header: name them only."""
    if isinstance(error, Unreadable | sdk.UnknownApiResponseError):
        detail = str(error) if isinstance(error, Unreadable) else "the answer is not JSON"
        return ProviderError(Fault.DAMAGED, detail, retryable=True, unknown=True, status=call.status)
    name = type(error).__name__
    if call.status is not None and call.status != 200:
        return refusal(call.status, {}, {}, call)
    if not call.sent:
        return ProviderError(Fault.BAD_REQUEST, f"the request could not be made ({name})")
    return ProviderError(
        Fault.DAMAGED,
        f"the answer could not be read ({name})",
        retryable=True,
        unknown=call.delivered,
        status=call.status,
    )


def refusal(status: int, body: object, headers: Mapping[str, str], call: Call) -> ProviderError:
    """An answer with an error status. `body` is its JSON, or `{"message": text}` if it was none."""
    if isinstance(body, list) and len(body) == 1:
        body = body[0]
    outer = mapping(body)
    error = mapping(outer.get("error")) or outer
    message = string(error.get("message")) or string(outer.get("error"))
    detail = _tidy(message, call) or f"HTTP {status}"
    if not 400 <= status < 600:
        return _strange(status, call)
    fault, retryable = _FAULTS.get(status), status in _PASSING or status >= 500
    if fault is None:
        fault = Fault.SERVER_ERROR if retryable else Fault.BAD_REQUEST
    details = [mapping(entry) for entry in sequence(error.get("details"))]
    if status == 400:
        fault = _of_400(string(error.get("status")), message, details)
    if status == 429 and _is_exhausted(message, details):
        fault, retryable = Fault.QUOTA_EXHAUSTED, False
    wait = _wait(message, details, headers) if retryable else None
    return ProviderError(fault, detail, retryable=retryable, retry_after=wait, status=status)


def _strange(status: int, call: Call) -> ProviderError:
    """Neither 200 nor an error: a redirect, which is not followed, or a success nobody defined."""
    if 300 <= status < 400:
        return ProviderError(
            Fault.REFUSED_ADDRESS, f"HTTP {status}: redirects are not followed", status=status
        )
    return ProviderError(
        Fault.DAMAGED,
        f"HTTP {status} instead of 200",
        retryable=True,
        unknown=call.delivered,
        status=status,
    )


def _refusal_inside(body: dict[str, object], call: Call) -> ProviderError:
    """An error under status 200: its own code counts; without one it is the server's fault."""
    code = whole(mapping(body.get("error")).get("code"))
    return refusal(code if 400 <= code < 600 else 500, body, {}, call)


def _of_400(status: str, message: str, details: list[dict[str, object]]) -> Fault:
    if any(entry.get("reason") == "API_KEY_INVALID" for entry in details):
        return Fault.BAD_KEY
    if _BAD_KEY.search(message):
        return Fault.BAD_KEY
    # "Free tier not available in your country", "User location is not supported".
    return Fault.FORBIDDEN if status == "FAILED_PRECONDITION" else Fault.BAD_REQUEST


def _is_exhausted(message: str, details: list[dict[str, object]]) -> bool:
    """A quota that no waiting of minutes cures: per day, or a limit of 0 (no free tier)."""
    violations = [mapping(violation) for entry in details for violation in sequence(entry.get("violations"))]
    if any("PerDay" in string(violation.get("quotaId")) for violation in violations):
        return True
    return re.search(r"\blimit: 0\b", message) is not None


def _wait(message: str, details: list[dict[str, object]], headers: Mapping[str, str]) -> float | None:
    """Seconds to wait: RetryInfo, else the sentence in the message, else Retry-After."""
    for entry in details:
        if found := _DURATION.fullmatch(string(entry.get("retryDelay"))):
            return _sensible(float(found[1]))
    if found := _IN_TEXT.search(message):
        return _sensible(float(found[1]))
    header = headers.get("retry-after", "").strip()
    if found := _DURATION.fullmatch(header):
        return _sensible(float(found[1]))
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    return _sensible((until.astimezone(UTC) - datetime.now(UTC)).total_seconds())


def _sensible(seconds: float) -> float | None:
    return min(max(seconds, 0.0), _LONGEST_WAIT) if math.isfinite(seconds) else None


def _tidy(text: str, call: Call) -> str:
    """One line for people, without secrets; a page of HTML is nothing for people."""
    if text.lstrip().startswith("<"):
        return "the answer is a web page, not the API's"
    return " ".join(call.redact(text).split())[:_DETAIL_CHARACTERS]
