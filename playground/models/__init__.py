"""Tables, one noun a file."""

from playground.models.accounts import SignInLink, Theme, User
from playground.models.connections import Connection, ConnectionKind
from playground.models.conversations import Conversation, Part, Turn, TurnReference
from playground.models.images import Favourite, Image
from playground.models.jobs import ALIVE, Attempt, AttemptState, Exchange, Job, JobState, Worker
from playground.models.ledger import DaySpend, EntryKind, LedgerEntry
from playground.models.references import Reference, ReferenceState
from playground.models.teams import Membership, Role, Team

__all__ = [
    "ALIVE",
    "Attempt",
    "AttemptState",
    "Connection",
    "ConnectionKind",
    "Conversation",
    "DaySpend",
    "EntryKind",
    "Exchange",
    "Favourite",
    "Image",
    "Job",
    "JobState",
    "LedgerEntry",
    "Membership",
    "Part",
    "Reference",
    "ReferenceState",
    "Role",
    "SignInLink",
    "Team",
    "Theme",
    "Turn",
    "TurnReference",
    "User",
    "Worker",
]
