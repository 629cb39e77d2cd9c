"""Tables, one noun a file."""

from playground.models.accounts import SignInLink, User
from playground.models.connections import Connection, ConnectionKind
from playground.models.conversations import Conversation, Part, Turn, TurnReference
from playground.models.images import Image
from playground.models.jobs import ALIVE, Attempt, AttemptState, Job, JobState, Worker
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
    "Turn",
    "TurnReference",
    "User",
    "Worker",
]
