"""Whether this installation lives and is ready."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_who_asks_whether_it_is_ready_leaves_no_line(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Without a worker it is not ready. A launcher, a proxy and a monitor ask many times while one starts."""
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["worker"] == "not reachable"
    assert [record for record in caplog.records if record.name.startswith("django")] == []


def test_other_answers_are_still_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/nowhere/")

    assert "Not Found: /nowhere/" in caplog.text
