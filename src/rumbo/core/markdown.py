"""Markdown as safe HTML: no scripts, nothing fetched from outside, headings that fit under the page's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

# fmt: off
TAGS = frozenset(
    {
        "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h2", "h3",
        "h4", "h5", "h6", "hr", "i", "ins", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)
# fmt: on
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "ol": {"start"},
    "td": {"class", "colspan", "rowspan"},
    "th": {"class", "colspan", "rowspan", "scope"},
    "span": {"class"},
    "div": {"class", "tabindex"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
CLASSES = {"td": {"n"}, "th": {"n"}, "span": {"tag"}, "div": {"scroll"}}
_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_FRAME = re.compile(r"<iframe\b[^<>]*>(?:[^<]*(?:<(?!/?iframe\b)[^<]*)*</iframe>)?", re.IGNORECASE)
_VALUE = re.compile(r"""\b(alt|src)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a text: its level on the page, its anchor and its words."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as HTML and its headings in order."""

    html: SafeString
    headings: tuple[Heading, ...]


def render(text: str, top: int = 2) -> Rendered:
    """Return Markdown as safe HTML whose highest heading has level ``top`` (2 to 6).

    No level of heading is left out, whatever the text did. Pictures and embedded pages are not fetched: a note says
    what stood there, with a link where the address is whole.
    """
    return _render(text, top, get_language() or "")


def without_title(text: str, title: str) -> str:
    """Leave out a first heading that says the title again, as files of a chapter do."""
    first, _line, rest = text.lstrip().partition("\n")
    words = first.lstrip("#").strip()
    return rest if first.startswith("#") and slugify(words) == slugify(title) else text


@lru_cache(maxsize=256)
def _render(text: str, top: int, language: str) -> Rendered:
    parser = _parser()
    tokens = parser.parse(text)
    headings = tuple(_level_headings(tokens, top))
    html = parser.renderer.render(tokens, parser.options, {})
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names - {"class"}) for tag, names in ATTRIBUTES.items()},
        allowed_classes={tag: set(names) for tag, names in CLASSES.items()},
        url_schemes={"http", "https", "mailto"},
        attribute_filter=_attribute,
        link_rel="noopener nofollow",
    )
    return Rendered(mark_safe(clean), headings)  # noqa: S308 - cleaned above


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Leave out links that lead nowhere from here: those to files that stood beside the text."""
    whole = value.startswith(("http:", "https:", "mailto:", "#")) or re.match("/(?!/)", value)
    return None if name == "href" and not whole else value


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("image", _image)
    parser.add_render_rule("html_block", _raw)
    parser.add_render_rule("html_inline", _raw)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    parser.add_render_rule("th_open", _cell)
    parser.add_render_rule("td_open", _cell)
    return parser


def _level_headings(tokens: Sequence[Token], top: int) -> Iterator[Heading]:
    """Give headings their levels on the page and their anchors; yield them."""
    opened = [index for index, token in enumerate(tokens) if token.type == "heading_open"]
    above: list[int] = []
    used: dict[str, int] = {}
    for index in opened:
        own = int(tokens[index].tag[1])
        while above and above[-1] >= own:
            above.pop()
        level = min(top + len(above), 6)
        above.append(own)
        words = _words(tokens[index + 1])
        anchor = slugify(words)[:60].strip("-") or "h"
        used[anchor] = used.get(anchor, 0) + 1
        if used[anchor] > 1:
            anchor = f"{anchor}-{used[anchor]}"
        tokens[index].tag = tokens[index + 2].tag = f"h{level}"
        tokens[index].attrSet("id", anchor)
        yield Heading(level, anchor, words)


def _words(inline: Token) -> str:
    """Return the words of a heading without its marks."""
    parts = [child.content for child in inline.children or () if child.type in {"text", "code_inline"}]
    return " ".join("".join(parts).split())


def _image(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    token = tokens[index]
    return _picture(str(token.attrGet("src") or ""), token.content)


def _raw(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]) -> str:
    html = _IMAGE.sub(lambda found: _picture(**_values(found[0])), tokens[index].content)
    return _FRAME.sub(lambda found: _frame(_values(found[0])["src"]), html)


def _values(tag: str) -> dict[str, str]:
    values = {"src": "", "alt": ""}
    for name, double, single in _VALUE.findall(tag):
        values[name.lower()] = unescape(double or single)
    return values


def _picture(src: str, alt: str) -> str:
    label = _("Picture: %(alt)s") % {"alt": alt} if alt.strip() else _("Picture")
    return _note(label, src)


def _frame(src: str) -> str:
    host = urlsplit(src).netloc
    return _note(_("Content of %(host)s") % {"host": host} if host else _("Content of another page"), src)


def _note(label: str, address: str) -> str:
    inner = escape(label)
    if urlsplit(address).scheme in {"http", "https"}:
        inner = f'<a href="{escape(address)}">{inner}</a>'
    return f'<span class="tag">{inner}</span>'


def _table_open(self: RendererHTML, tokens: Sequence[Token], index: int, *_args: Any) -> str:
    return '<div class="scroll" tabindex="0"><table>\n'


def _table_close(self: RendererHTML, tokens: Sequence[Token], index: int, *_args: Any) -> str:
    return "</table></div>\n"


def _cell(self: RendererHTML, tokens: Sequence[Token], index: int, *_args: Any) -> str:
    token = tokens[index]
    right = "right" in str(token.attrGet("style") or "")
    scope = ' scope="col"' if token.tag == "th" else ""
    return f"<{token.tag}{scope}{' class=n' if right else ''}>"
