from __future__ import annotations

import subprocess
import sys

import pytest

from playground.providers import registry


@pytest.mark.parametrize("kind", registry.KINDS)
def test_there_is_one_provider_of_each_kind(kind: str) -> None:
    assert registry.provider(kind) is registry.provider(kind)


def test_other_kinds_are_unknown() -> None:
    with pytest.raises(registry.UnknownProvider):
        registry.provider("os")


def test_the_sdk_is_loaded_when_it_is_needed() -> None:
    """The web process never needs it, and it takes 0.8 s."""
    script = (
        "import sys; from playground import egress; from playground.providers import registry, base;"
        "print('google.genai' in sys.modules, 'httpx2' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.split() == ["False", "False"]
