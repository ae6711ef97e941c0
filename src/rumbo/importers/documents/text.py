"""Small, pure operations on the text of titles and statements."""

from __future__ import annotations

import html
import re
import unicodedata

_SPACE = re.compile(r"[\s\u00a0\u2007\u202f\u200b\ufeff]+")
_NOT_WORD = re.compile(r"[\W_]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_CODE = re.compile(r"`([^`]+)`")
#: Balanced emphasis that opens at the start of a word and closes at the end of one: ``**so**``, ``_so_``.
_EMPHASIS = re.compile(r"(?<![\w*_])(\*\*\*|\*\*|\*|___|__|_)(?=[^\s*_])(.+?)(?<=[^\s])\1(?![\w*])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>|~])")
_TAG = re.compile(r"</?[a-zA-Z][\w:-]*(?:\s[^<>]*)?/?>|<!--")
_INITIALS = re.compile(r"(?:^|[\s(\"])(?:[^\W\d_]{1,2}\.){2,}$")


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, for the tables of words in this package."""
    return frozenset(text.split())


_ABBREVIATIONS = word_set(
    "etc av avda blvd bvd blv carr calz czda col cd art arts núm num nro inc fracc frac hab ha dr "
    "dra ing lic arq prof mtro mtra sr sra sta sto vol pág pag págs edo gob mpio aprox cía cia ltd "
    "corp dept depto jr"
)
#: No title or statement is so long: the marks of such a text are not worth the search.
_LONG = 5000
_STOP_WORDS = word_set(
    "de del la las el los y e o u en a al con para por un una the of and for in on to a an or with"
)


def collapse(text: str) -> str:
    """Return the text with every run of white space (no-break spaces too) as one space, none at the ends."""
    return _SPACE.sub(" ", text).strip()


def fold(text: str) -> str:
    """Return the text without case, accents, punctuation and double spaces: equal for titles that are equal."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.casefold()).strip()


def words(text: str) -> int:
    """Count the words of a text."""
    return len(text.split())


def significant(text: str) -> list[str]:
    """Return the folded words that carry meaning: articles, prepositions and conjunctions are left out."""
    return [word for word in fold(text).split() if word not in _STOP_WORDS]


def plain(text: str) -> str:
    """Return the text of one line of Markdown without its emphasis, links, code marks, escapes and entities.

    HTML tags stay as they are written, as literal text. A lone ``*`` at the end is no emphasis and stays.
    """
    if len(text) > _LONG:
        return collapse(text)
    text = _LINK.sub(r"\1", text)
    for _round in range(3):
        text, found = _EMPHASIS.subn(r"\2", text)
        if not found:
            break
    text = _ESCAPE.sub(r"\1", _CODE.sub(r"\1", text))
    return collapse(_ENTITY.sub(lambda match: html.unescape(match.group()), text))


def has_html(text: str) -> bool:
    """Say whether the text holds something that a browser would take for a tag."""
    return bool(_TAG.search(text))


def clean_title(text: str) -> tuple[str, bool]:
    """Return a title without its final mark (``.``, ``:`` or ``*``), and whether it had the footnote ``*``.

    The dot of an abbreviation ("etc.", "Blvd.", "S.A."), an ellipsis and a dot inside stay.
    """
    starred = False
    while text:
        if text.endswith("*"):
            starred = True
        elif text.endswith("...") or (text.endswith(".") and _dot_belongs(text)) or not text.endswith((".", ":")):
            break
        text = text[:-1].rstrip()
    return text, starred


def _dot_belongs(text: str) -> bool:
    last = text[:-1].split()[-1:] or [""]
    bare = re.split(r"[(\"“/]", last[0])[-1].casefold()
    return bare in _ABBREVIATIONS or bool(_INITIALS.search(text))


def shortens(short: str, full: str) -> bool:
    """Say whether one title is the other, or a shorter form of it: all its words, in order, from the first on.

    "Buen Gobierno" shortens "Buen Gobierno y Coordinación Metropolitana"; "Movilidad Urbana" shortens neither
    "Movilidad y Transporte" nor "Desarrollo Urbano".
    """
    few, many = significant(short), significant(full)
    return bool(few) and (few == many or many[: len(few)] == few)


def names_axis(title: str, axes: frozenset[str] | set[str]) -> bool:
    """Say whether a heading names one of these axes: in full, shortened, or as the longer form of its name.

    A name of a single word has no longer form: "Salud mental" does not name "Salud".
    """
    return any(shortens(title, axis) or (len(significant(axis)) > 1 and shortens(axis, title)) for axis in axes)


def stem_words(name: str) -> str:
    """Return a file name as words: ``docs/marco-juridico.md`` is "Marco juridico"."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0] or name
    text = collapse(re.sub(r"[-_.]+", " ", base)) or name
    return text[:1].upper() + text[1:]
