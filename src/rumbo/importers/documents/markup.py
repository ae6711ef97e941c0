"""Prose as it is kept: Markdown whose links lead somewhere, without images that are not there and without HTML."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from rumbo.importers.draft import Problem, Source

from .elements import without_comments, without_embeds
from .text import collapse, plain
from .vocabulary import is_caption

_MARKDOWN = MarkdownIt("commonmark").enable("table")
_ALIVE = re.compile(r"^(?:https?://|mailto:|tel:)\S", re.IGNORECASE)
#: Longer than these, what looks like a link or an image is none; the limits keep the search short.
_IMAGE = re.compile(
    r"!\[([^\[\]\n]{0,600})\](?:\(\s{0,9}<?([^)\s>]{0,2000})>?(?:\s{1,9}[\"'(][^\n]{0,300}?[\"')])?\s{0,9}\)"
    r"|\[[^\[\]\n]{0,600}\])"
)
_LINK = re.compile(
    r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]{0,300}\]){1,1000})\]"
    r"\(\s{0,9}<?([^()\s>]{0,2000}(?:\([^()\s]{0,300}\)[^()\s>]{0,300}){0,9})>?"
    r"(?:\s{1,9}[\"'][^\n]{0,300}?[\"'])?\s{0,9}\)"
)
_REFERENCE = re.compile(r"(?<!!)\[([^\[\]\n]{1,1000})\]\[([^\[\]\n]{0,600})\]")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)([^\]\n]+)\]:[ \t]*<?(\S+?)>?(?:[ \t]+[\"'(].*)?[ \t]*$", re.MULTILINE)
_IMG_TAG = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_TAG_NAMES = (
    "a|abbr|address|article|aside|b|big|blockquote|body|br|button|caption|center|cite|code|col|colgroup|dd|del|div|dl|"
    "dt|em|embed|figcaption|figure|font|footer|h[1-6]|head|header|hr|html|i|iframe|input|ins|label|li|link|main|map|"
    "mark|meta|nav|object|ol|option|p|param|picture|pre|q|s|script|section|select|small|source|span|strike|strong|"
    "style|sub|sup|svg|table|tbody|td|textarea|tfoot|th|thead|time|title|tr|tt|u|ul|var|video|wbr"
)
_TAG = re.compile(rf"</?(?:{_TAG_NAMES})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ATTRIBUTE = r"\b{}\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))"
_LINE_END = re.compile(r"\n")
#: How far above an image its caption is looked for.
_NEAR = 2000
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The text, and what was left out of it."""

    text: str
    notes: list[Problem]


def clean_markdown(lines: list[str], file: str, first_line: int, headings: bool = True) -> Cleaned:
    """Return the lines as Markdown to be kept; notes name the file and the line, counted from ``first_line``.

    Images become their caption (or nothing, where a caption stands above), links that lead to no web address
    become their text, HTML goes and leaves its text. With ``headings`` the first level of the text is made ``##``
    and captions that look like headings become bold lines. Code stays as it is.
    """
    return _Cleaner(lines, file, first_line).clean(headings)


class _Cleaner:
    def __init__(self, lines: list[str], file: str, first_line: int) -> None:
        self.lines = lines
        self.file = file
        self.first_line = first_line
        self.noted: dict[Problem, None] = {}
        #: The text whose line ends are in ``ends``.
        self.counted = ""
        self.ends: list[int] = []

    def clean(self, headings: bool) -> Cleaned:
        code = self._code_lines()
        kept: list[str] = []
        start = 0
        for at in range(len(self.lines) + 1):
            if at == len(self.lines) or at in code:
                kept.extend(self._prose(start, at))
                start = at + 1
                kept.extend(self.lines[at : at + 1])
        if headings:
            kept = _lift(kept, code)
        text = "\n".join(line.rstrip() for line in kept)
        notes = sorted(self.noted, key=lambda note: note.source.line)
        return Cleaned(re.sub(r"\n{3,}", "\n\n", text).strip("\n"), notes)

    def _code_lines(self) -> set[int]:
        """Return the lines inside code, which nothing touches."""
        tokens = _MARKDOWN.parse("\n".join(self.lines))
        spans = [token.map for token in tokens if token.type in ("fence", "code_block") and token.map]
        return {line for first, last in spans for line in range(first, last)}

    def _prose(self, start: int, end: int) -> list[str]:
        """Clean the lines from ``start`` to before ``end``; as many lines come back."""
        if start >= end:
            return []
        text = "\n".join(self.lines[start:end])
        text = without_embeds(without_comments(text), lambda match: self._embed(match, start))
        dead = self._dead_definitions(text)
        for pattern, replace in self._steps(start, dead):
            text = pattern.sub(_same_lines(replace), text)
        return text.split("\n")

    def _steps(self, start: int, dead: set[str]) -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]]:
        yield (
            _IMG_TAG,
            lambda match: self._image(match, start, _attribute(match[0], "src"), _attribute(match[0], "alt")),
        )
        yield _IMAGE, lambda match: self._image(match, start, match[2] or "", match[1])
        yield _TAG, lambda match: self._tag(match, start)
        yield _LINK, lambda match: self._link(match, start)
        yield _REFERENCE, lambda match: match[1] if (match[2] or match[1]).casefold() in dead else match[0]
        yield _DEFINITION, lambda match: "" if match[1].casefold() in dead else match[0]

    def _note(self, match: re.Match[str], start: int, message: str) -> None:
        if self.counted is not match.string:
            self.counted = match.string
            self.ends = [end.start() for end in _LINE_END.finditer(match.string)]
        line = self.first_line + start + bisect_left(self.ends, match.start())
        self.noted.setdefault(Problem(message, Source(self.file, line)))

    def _dead_definitions(self, text: str) -> set[str]:
        return {match[1].casefold() for match in _DEFINITION.finditer(text) if not _ALIVE.match(match[2])}

    def _embed(self, match: re.Match[str], start: int) -> None:
        target = _attribute(match[0], "src") or _attribute(match[0], "data")
        message = _("Embedded content was left out: %(target)s.")
        self._note(match, start, message % {"target": target or f"<{match[1].lower()}>"})

    def _image(self, match: re.Match[str], start: int, target: str, caption: str) -> str:
        caption = collapse(plain(caption))
        before = match.string[max(0, match.start() - _NEAR) : match.start()]
        above = before.rstrip().rsplit("\n", 1)[-1].strip()
        heading = _HEADING.match(above)
        if heading and is_caption(plain(heading[2])):
            caption = ""
        self._note(match, start, _("The image %(target)s was left out; its caption stays.") % {"target": target})
        return f"*{caption}*" if caption else ""

    def _tag(self, match: re.Match[str], start: int) -> str:
        self._note(match, start, _("HTML tags were left out; their text stays."))
        return " " if match[0].lower().startswith(("<br", "</td", "</th")) else ""

    def _link(self, match: re.Match[str], start: int) -> str:
        if _ALIVE.match(match[2]):
            return match[0]
        message = _('The link "%(text)s" leads to %(target)s, which is no web address; its text stays.')
        self._note(match, start, message % {"text": plain(match[1]), "target": match[2] or "#"})
        return match[1]


def _same_lines(replace: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
    """Make a replacement keep the number of lines, so that those after it are still counted right."""

    def kept(match: re.Match[str]) -> str:
        found = replace(match)
        return found + "\n" * (match[0].count("\n") - found.count("\n"))

    return kept


def _attribute(tag: str, name: str) -> str:
    match = re.search(_ATTRIBUTE.format(name), tag, re.IGNORECASE)
    return collapse(next((group for group in match.groups() if group is not None), "")) if match else ""


def _lift(lines: list[str], code: set[int]) -> list[str]:
    """Make the first level of headings the second and leave none out; captions that look like headings get bold."""
    found = {at: match for at, line in enumerate(lines) if at not in code and (match := _HEADING.match(line))}
    captions = {at for at, match in found.items() if is_caption(plain(match[2]))}
    used = sorted({len(match[1]) for at, match in found.items() if at not in captions and match[2].strip("# ")})
    levels = {level: min(6, place) for place, level in enumerate(used, start=2)}
    lifted = list(lines)
    for at, match in found.items():
        text = match[2].strip()
        if at in captions:
            lifted[at] = f"**{plain(text)}**"
        elif not text.strip("#"):
            lifted[at] = ""
        else:
            lifted[at] = f"{'#' * levels[len(match[1])]} {text}"
    return lifted
