"""Jobs (one asked-for picture each) and their attempts (one provider call each)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from playground.models.accounts import User
from playground.models.base import Row, TeamRow
from playground.models.connections import Connection
from playground.models.conversations import Turn


class JobState(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    HELD = "held", _("waiting for a person")


ALIVE = (JobState.QUEUED, JobState.RUNNING)


class Job(TeamRow):
    """The database is the truth: a worker owns a job only while its claim stands.

    `attempt` counts claims and fences writes: only (owner, attempt) may close the job. `tries` counts
    calls since a person or the rerun rule last started it, `reruns` the automatic runs after an
    outcome nobody knows. `reservation` numbers the ceiling that is held in the ledger right now, 0
    when none is. `outcome` is a Verdict or a Fault; the words for it are in services/outcomes.py.
    Money is in micro-dollars.
    """

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="jobs")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="jobs")
    number = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    reruns = models.PositiveSmallIntegerField(default=0)
    owner = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    deadline = models.DateTimeField(null=True)
    woken_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=100, blank=True)
    detail = models.TextField(blank=True)
    estimate = models.BigIntegerField()
    ceiling = models.BigIntegerField()
    reservation = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["turn", "number"], name="job_number_once_per_turn")]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="job_queued",
                condition=models.Q(state="queued"),
            ),
            models.Index(
                fields=["lease_until"],
                name="job_running",
                condition=models.Q(state="running"),
            ),
            models.Index(
                fields=["team", "state"],
                name="job_alive_by_team",
                condition=models.Q(state__in=["queued", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return f"job {self.id} ({self.state})"

    @property
    def is_alive(self) -> bool:
        return self.state in ALIVE

    @property
    def frame(self) -> str:
        return f"{self.turn.number}.{self.number}"


class AttemptState(models.TextChoices):
    STARTED = "started", _("calling")
    ANSWERED = "answered", _("answered")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("possibly billed")


class Attempt(TeamRow):
    """One provider call. The row is written before the call, so that no call goes unseen.

    `answered_at` is when the answer had arrived; `cost` is in micro-dollars and `estimated` says that
    it did not come from reported usage. `seed_sent` is None when no seed was sent.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    reservation = models.PositiveIntegerField()
    owner = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=AttemptState.choices, default=AttemptState.STARTED)
    seed_sent = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=30, blank=True)
    detail = models.TextField(blank=True)
    usage = models.JSONField(default=dict)
    cost = models.BigIntegerField(default=0)
    cost_lines = models.JSONField(default=list)
    estimated = models.BooleanField(default=False)
    model_version = models.CharField(max_length=200, blank=True)
    response_id = models.CharField(max_length=200, blank=True)
    resolved_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="resolved_attempts"
    )
    resolved_at = models.DateTimeField(null=True)
    billed = models.BooleanField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="attempt_number_once_per_job")]
        indexes = [
            models.Index(
                fields=["team", "started_at"],
                name="attempt_unresolved",
                condition=models.Q(state="unknown", resolved_at=None),
            ),
            models.Index(
                fields=["team", "-started_at"],
                name="attempt_answered",
                condition=models.Q(state="answered"),
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.job_id}"

    @property
    def seconds(self) -> float | None:
        """Seconds from the call to its answer."""
        if self.answered_at is None:
            return None
        return (self.answered_at - self.started_at).total_seconds()

    @property
    def may_be_billed(self) -> bool:
        return self.state == AttemptState.UNKNOWN and self.resolved_at is None

    @property
    def state_words(self) -> str:
        """Its state; where nobody knew whether it was billed, what was decided since."""
        if self.state != AttemptState.UNKNOWN or self.resolved_at is None:
            return self.get_state_display()
        return str(_("counted as billed") if self.billed else _("not billed"))


class Exchange(TeamRow):
    """What went over the wire in one attempt, to be looked at: no key, and a size for every picture.

    `request` and `answer` are the JSON bodies in which pictures' bytes are replaced by words; None where
    there was no such body. Headers are those that are safe to show. Sizes are in bytes.
    """

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="exchange")
    url = models.CharField(max_length=500)
    status = models.PositiveSmallIntegerField(null=True)
    request = models.JSONField(null=True)
    answer = models.JSONField(null=True)
    request_headers = models.JSONField(default=dict)
    answer_headers = models.JSONField(default=dict)
    request_size = models.PositiveBigIntegerField(default=0)
    answer_size = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"exchange of {self.attempt}"


class Worker(Row):
    """A worker process that was seen alive; a hint for /readyz and for people, never for money."""

    name = models.CharField(max_length=100, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
