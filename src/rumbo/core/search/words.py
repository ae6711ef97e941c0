"""From texts to words: without accents and case, and to the forms under which words of a family are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_COMPOUND = re.compile(r"\d+(?:[.\-/]\d+)+|[^\W_]+")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_MARKDOWN = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<[^>]{1,200}>|^\s{0,3}#{1,6}\s+|[*_`|\\]+|^\s*[-+]\s+", re.MULTILINE)
_SPACE = re.compile(r"\s+")

#: Longest form kept of a word.
LONGEST = 40

#: Words too common to tell anything, in Spanish and English, folded.
_SPANISH = (
    "a al ante con contra cual de del desde donde e el en entre es esta este esto la las lo los mas mi muy ni no o "
    "os para pero por que se ser si sin sobre son su sus tu u un una unas uno unos y ya"
)
_ENGLISH = "an and are as at be by for from in into is it its of on or that the their this to was were which with"
COMMON = frozenset(f"{_SPANISH} {_ENGLISH}".split())


class Word(NamedTuple):
    """A word of a text: as written, without accents and case, and where it starts."""

    written: str
    folded: str
    start: int


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return a text without accents, in lower case: "Semaforización" is "semaforizacion"."""
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in order. Numbers joined by a sign ("1.2", "2015-2040") are one word."""
    for match in _COMPOUND.finditer(text):
        written = match.group()
        yield Word(written, fold(written)[:LONGEST], match.start())


def parts(folded: str) -> tuple[str, ...]:
    """Return the numbers of which a compound such as "2015-2040" is made; nothing for a plain word."""
    if folded.isalnum():
        return ()
    return tuple(re.split(r"[.\-/]", folded))


@lru_cache(maxsize=65_536)
def stem(folded: str) -> str:
    """Return the form that a word shares with its plural and its other gender.

    A light stemmer for Spanish (after J. Savoy's): "ciclistas" and "ciclista" meet, "urbano" and "urbanas",
    "luces" and "luz"; verbs and derived words stay apart, so that a search finds what it says.
    """
    if len(folded) < 5 or not folded.isalpha():
        return folded[:-1] if len(folded) == 4 and folded[-1] == "s" and folded[-2] in "aeo" else folded
    if folded[-1] in "aoe":
        return folded[:-1]
    if folded[-1] == "s":
        if folded.endswith("eses"):
            return folded[:-2]
        if folded.endswith("ces"):
            return f"{folded[:-3]}z"
        if folded[-2] in "aoe":
            return folded[:-2]
        return folded[:-1]
    return folded


_SOUNDS = (
    (re.compile(r"h"), ""),
    (re.compile(r"qu(?=[ei])|q|c(?![eihk])|k"), "k"),
    (re.compile(r"c(?=[ei])|z|x"), "s"),
    (re.compile(r"g(?=[ei])"), "j"),
    (re.compile(r"gu(?=[ei])"), "g"),
    (re.compile(r"v|w"), "b"),
    (re.compile(r"ll"), "y"),
    (re.compile(r"m(?=[pb])|ñ"), "n"),
    (re.compile(r"(.)\1+"), r"\1"),
)


@lru_cache(maxsize=65_536)
def sound(folded: str) -> str:
    """Return how a word sounds in Spanish of Mexico, so that "bialidad" and "vialidad" are the same."""
    if not folded.isalpha():
        return folded
    text = folded.replace("ch", "\x01")
    for pattern, by in _SOUNDS:
        text = pattern.sub(by, text)
    return text.replace("\x01", "ch")


def plain(text: str) -> str:
    """Return Markdown as running text: without marks, the address of links and line breaks."""
    return _SPACE.sub(" ", _MARKDOWN.sub(lambda match: f" {match.group(1) or ''}", text)).strip()
