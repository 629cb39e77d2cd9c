"""Why nothing came back. Every way out of a call that is not an answer."""

from __future__ import annotations


class EgressError(Exception):
    """Why nothing came back. The text holds no secret."""


class RefusedAddress(EgressError):
    """The guard does not let anything go there. Nothing was sent."""


class Unreachable(EgressError):
    """No connection came about. Nothing was sent."""


class ConnectionLost(EgressError):
    """The connection broke, or what came over it was not HTTP."""


class DeadlinePassed(EgressError):
    """The call's time is up."""


class Aborted(EgressError):
    """Somebody called `Call.abort()`."""


class TooLarge(EgressError):
    """The answer is larger than the call allows."""


class Garbled(EgressError):
    """The body is not packed as its headers say."""
