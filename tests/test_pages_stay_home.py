"""No page runs inline code or asks anything of another place: the content security policy forbids it."""

import re
from pathlib import Path

import pytest

import rumbo

PACKAGE = Path(rumbo.__file__).parent
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
INLINE = re.compile(r"""\sstyle=|<style|\son[a-z]+=["']|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE)
OUTSIDE = re.compile(
    r"""(?:src|srcset|action)=["']\s*(?:https?:)?//|<link[^>]+href=["'](?:https?:)?//""", re.IGNORECASE
)


@pytest.mark.parametrize("path", TEMPLATES, ids=[str(path.relative_to(PACKAGE)) for path in TEMPLATES])
def test_templates_have_no_inline_code_and_no_outside_addresses(path):
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
    assert INLINE.findall(text) == []
    assert OUTSIDE.findall(text) == []


def test_styles_and_scripts_ask_nothing_outside():
    for path in [*PACKAGE.rglob("static/**/*.css"), *PACKAGE.rglob("static/**/*.js")]:
        assert re.findall(r"url\(\s*['\"]?(?:https?:)?//|@import|fetch\(\s*['\"]https?:", path.read_text()) == [], (
            path
        )


def test_the_policy_is_sent(client, db):
    policy = client.get("/health/").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
