"""What the content security policy lets a page fetch."""

import pytest

from rumbo.core.web.security import POLICY, policy


def test_without_a_background_of_maps_pictures_are_the_sites_own():
    assert policy("") == POLICY
    assert "img-src 'self' data:;" in POLICY


@pytest.mark.parametrize(
    ("tiles", "host"),
    [
        ("https://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org"),
        ("https://{s}.tiles.example.org:8080/{z}/{x}/{y}.png?k=1", "https://*.tiles.example.org:8080"),
    ],
)
def test_the_host_of_the_background_may_send_pictures_and_nothing_else(tiles, host):
    assert policy(tiles) == POLICY.replace("img-src 'self' data:", f"img-src 'self' data: {host}")
