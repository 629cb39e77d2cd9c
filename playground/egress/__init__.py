"""The only way out to the network: guard, deadline, abort, size caps, redaction.

Everything that leaves this process does so inside a `Call`, through the client that
`transport.client()` returns; SDKs get it injected. What holds for every call:

* only http and https; the name is resolved here, each address is checked, and the very address that
  passed is connected, so that a second DNS answer cannot lead elsewhere;
* redirects are not followed, cookies are not kept, and proxies from the environment are not used:
  behind a proxy the guard would see the proxy's address only. Certificates are verified;
  `SSL_CERT_FILE` and `SSL_CERT_DIR` are honoured;
* a deadline for the whole call, which drips of single bytes do not extend, and a cap on the
  unpacked body;
* `Call.abort()` wakes the thread that waits for the network at once.

One thing cannot be interrupted: the system's name resolver. While it waits, abort and deadline wait
with it (glibc gives up after 5 to 30 seconds).

Knows no model, no setting and no provider. `transport` is imported by those who connect: the
HTTP library takes 0.14 s to load, and logs only want `redact`.
"""

from .call import Call
from .errors import (
    Aborted,
    ConnectionLost,
    DeadlinePassed,
    EgressError,
    Garbled,
    RefusedAddress,
    TooLarge,
    Unreachable,
)
from .guard import check_address, check_url
from .record import Record, picture
from .redaction import HIDDEN, redact

__all__ = [
    "HIDDEN",
    "Aborted",
    "Call",
    "ConnectionLost",
    "DeadlinePassed",
    "EgressError",
    "Garbled",
    "Record",
    "RefusedAddress",
    "TooLarge",
    "Unreachable",
    "check_address",
    "check_url",
    "picture",
    "redact",
]
