"""The cast at their browsers."""

from __future__ import annotations

import pytest
from django.test import Client

from playground.models import User
from tests.views import asking


@pytest.fixture
def as_alice(alice: User) -> Client:
    return asking.client_of(alice)


@pytest.fixture
def as_bob(bob: User) -> Client:
    return asking.client_of(bob)


@pytest.fixture
def as_charlie(charlie: User) -> Client:
    return asking.client_of(charlie)
