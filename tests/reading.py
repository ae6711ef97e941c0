"""Reading pages as people do: their words and their links, without the frame."""

import re
from html import unescape

_MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)
_LINK = re.compile(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def main_html(response):
    """Return the HTML of a page's main part."""
    return _MAIN.search(response.content.decode())[0]


def words(html):
    """Return the words of a piece of HTML, each run of white space as one space."""
    inline = re.sub(r"</?(?:em|strong|q)\b[^>]*>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inline)).split())


def main_text(response):
    """Return the words of a page's main part."""
    return words(main_html(response))


def links(response):
    """Return the links of a page's main part: words and address."""
    return [(words(inner), unescape(address)) for address, inner in _LINK.findall(main_html(response))]


def section(response, heading):
    """Return the words of the section with this heading, without the heading."""
    for found in re.findall(r"<section\b.*?</section>", main_html(response), re.DOTALL):
        if (title := re.search(r"<h2\b[^>]*>(.*?)</h2>", found, re.DOTALL)) and words(title[1]).startswith(heading):
            return words(found.replace(title[0], "", 1))
    raise AssertionError(f"no section {heading!r} in: {main_text(response)}")
