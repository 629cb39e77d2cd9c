"""Words for every way a job can end: what happened, what it cost, what to do.

Plain and exact, no apology. `code` keys are Verdict and Fault values, and the few that the runner adds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from playground import storage
from playground.providers.base import Fault, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise

    from playground.models import Job


@dataclass(frozen=True, slots=True)
class Words:
    """`title` is the fact, `body` the consequence and what to do; `icon` names the symbol."""

    title: _StrPromise | str
    body: _StrPromise | str
    icon: str = "circle-alert"
    retry: bool = True
    edit: bool = False


UNDECIDED = _("It may have been billed: its reservation is kept until somebody decides.")
# What follows on it.
BILLED = _("It counts as billed, at the estimated price. A retry is charged again.")
NOT_BILLED = _("Nothing was charged. Retry if you still want the picture.")
FREE = _("The built-in emulator bills nobody. Retry if you still want the picture.")

WORDS: dict[str, Words] = {
    Verdict.BLOCKED_PROMPT: Words(
        _("Google’s safety filter blocked this prompt"),
        _("Nothing was generated and nothing was charged. Change the prompt and try again."),
        "shield-alert",
        edit=True,
    ),
    Verdict.BLOCKED_PICTURE: Words(
        _("Google’s safety filter held this picture back"),
        _("The picture was made but not delivered, and is not charged. Change the prompt, or retry."),
        "shield-alert",
        edit=True,
    ),
    Verdict.NO_PICTURE: Words(
        _("The model made no picture"),
        _("It said so itself, without a reason. Ask for a picture in plain words, or retry."),
        edit=True,
    ),
    Verdict.TEXT_ONLY: Words(
        _("The model answered in words only"),
        _("Its answer is kept below. The words are charged, a picture is not."),
        edit=True,
    ),
    Fault.BAD_REQUEST: Words(
        _("Google did not accept this request"),
        _("Nothing was generated and nothing was charged. The reason it gave is below."),
        retry=False,
        edit=True,
    ),
    Fault.BAD_KEY: Words(
        _("Google refused the API key"),
        _("Nothing was charged. Whoever runs this installation can replace GEMINI_API_KEY."),
    ),
    Fault.FORBIDDEN: Words(
        _("Google does not let this key do that"),
        _("Nothing was charged. The key may lack permission, or be blocked as leaked."),
    ),
    Fault.NO_CREDIT: Words(
        _("The Google account has no credit left"),
        _("Nothing was charged. Add credit to the billing account, then retry."),
    ),
    Fault.MODEL_GONE: Words(
        _("Google does not know this model any more"),
        _("Nothing was charged. It may have been shut down: choose its successor."),
        retry=False,
        edit=True,
    ),
    Fault.RATE_LIMITED: Words(
        _("Google was busy, and stayed busy"),
        _("Nothing was charged. Every try was turned away; try again in a few minutes."),
    ),
    Fault.QUOTA_EXHAUSTED: Words(
        _("The Google project’s quota is used up"),
        _("Nothing was charged. Trying again does not help before the quota is reset or raised."),
    ),
    Fault.OVERLOADED: Words(
        _("The model is overloaded"),
        _("Nothing was charged. Every try was turned away; try again in a few minutes."),
    ),
    Fault.SERVER_ERROR: Words(
        _("Google had an internal error"),
        _("Nothing was charged. It came back at every try."),
    ),
    Fault.NO_NETWORK: Words(
        _("Google could not be reached"),
        _("Nothing was sent and nothing was charged. Check this machine’s network, then retry."),
    ),
    Fault.TIMED_OUT: Words(_("No answer in time"), UNDECIDED, "clock"),
    Fault.CONNECTION_LOST: Words(
        _("The connection broke after Google had the request"),
        UNDECIDED,
        "clock",
    ),
    Fault.DAMAGED: Words(_("The answer was damaged"), UNDECIDED),
    Fault.CANCELLED: Words(
        _("Cancelled"),
        _("No picture was made by this run."),
        "x",
    ),
    Fault.REFUSED_ADDRESS: Words(
        _("This connection’s address is not allowed"),
        _("Nothing was sent and nothing was charged."),
        retry=False,
    ),
    "reference_failed": Words(
        _("A reference could not be used"),
        _("Nothing was sent and nothing was charged. Remove the reference, then try again."),
        retry=False,
        edit=True,
    ),
    "storage": Words(
        _("Storage failed"),
        _("The picture arrived and is charged, but could not be kept. A retry is charged again."),
    ),
    "unreadable": Words(
        _("A stored picture could not be read"),
        _("Nothing was sent and nothing was charged. Check the storage, then retry."),
    ),
    "internal": Words(
        _("Something went wrong here"),
        _("This is a defect of Proofsheet, not of the prompt. The log of the worker says more."),
    ),
}

UNSAID = Words(_("No picture"), _("The model ended without one and gave a reason we do not know."))

# What people can do with a reason that Google named, beyond the words above.
REASONS = {
    "PROHIBITED_CONTENT": _("It asks for something Google prohibits, such as a recognisable real person."),
    "SAFETY": _("It was found unsafe."),
    "IMAGE_SAFETY": _("The picture was found unsafe."),
    "IMAGE_PROHIBITED_CONTENT": _("The picture shows something Google prohibits."),
    "IMAGE_RECITATION": _("The picture was too close to an existing one."),
    "RECITATION": _("The answer was too close to an existing work."),
    "BLOCKLIST": _("It holds a word on Google’s list of blocked terms."),
    "SPII": _("It may hold sensitive personal data."),
    "MAX_TOKENS": _("The answer was cut off at the limit of its length."),
    "LANGUAGE": _("The prompt’s language is not supported."),
    "JAILBREAK": _("It was taken for an attempt to get around the safety rules."),
}


# Outcomes whose detail is of ours: kept as a code, told in the reader's language.
STORAGE = ("storage", "unreadable")


def words(outcome: str) -> Words:
    return WORDS.get(outcome, UNSAID)


def body(jobs: Sequence[Job]) -> str:
    """What came of jobs that ended alike, and what to do. Reads their attempts and their connection."""
    said = words(jobs[0].outcome).body
    if said is not UNDECIDED:
        return str(said)
    if jobs[0].turn.connection.simulated:
        return str(FREE)
    calls = [attempt for job in jobs for attempt in job.attempts.all()]
    if any(attempt.may_be_billed for attempt in calls):
        return str(UNDECIDED)
    return str(BILLED if any(attempt.billed for attempt in calls) else NOT_BILLED)


def detail(outcome: str, kept: str) -> str:
    """What a job's or an attempt's `detail` says. What a provider said stays in its own words."""
    return storage.sentence_of(kept) if outcome in STORAGE else kept
