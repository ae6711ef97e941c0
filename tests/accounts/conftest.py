"""Tests of signing in start without what earlier ones left: attempts are counted in the cache."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _forget_attempts():
    cache.clear()
