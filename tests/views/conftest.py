"""The cast at their browsers."""

from __future__ import annotations

import pytest
from django.test import Client

from playground.models import Image, User
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


@pytest.fixture
def image(alice: User) -> Image:
    """A picture of Alice's, of a model that takes seeds."""
    _turn, images = asking.pictures(alice, model="gemini-3-pro-image", seed=7)
    return images[0]
