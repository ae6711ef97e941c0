"""Texts with marks (Markdown) as plain text, for mails and lists."""

from __future__ import annotations

import re
from html import unescape

from django.utils.html import strip_tags

from rumbo.core.markdown import render

_LINK = re.compile(r"\[([^\[\]]+)\]\((https?://[^\s)]+)\)")


def plain_text(text: str) -> str:
    """Return a text without its marks: points begin with a dash, and addresses of links stand behind their words."""
    html = str(render(_LINK.sub(r"\1 (\2)", text)).html)
    plain = unescape(strip_tags(html.replace("<li>", "- ").replace("</p>", "\n\n")))
    return re.sub(r"\n\s*\n+", "\n\n", plain).strip()
