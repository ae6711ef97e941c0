"""The problem tree and the fishbone: readable, never one thing on another, and safe whatever is said."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from defusedxml.ElementTree import fromstring

from factories import ContributionFactory, ExerciseFactory
from rumbo.participation.enums import ContributionKind, ExerciseType
from rumbo.participation.exercises.causes.diagrams import FORMS, WIDTH, fishbone, problem_tree
from rumbo.participation.exercises.causes.svg import text_width, wrap

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script><a href=\"javascript:x\" onclick='y'>& \x00\x0b]]>"
LONG = "Electroencefalografista" * 12
LENGTHS = [0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 40]
both = pytest.mark.parametrize("draw", FORMS.values(), ids=FORMS)


def made(draw, causes, problem="Marco jurídico metropolitano"):
    return fromstring(draw(problem, causes, name="d", title="Título", description="Causas"))


def texts(root) -> list[tuple[float, float, float, float]]:
    """Return the boxes of the lines of text."""
    found = []
    for text in root.iter(f"{SVG}text"):
        size = float(text.get("font-size"))
        for span in text.iter(f"{SVG}tspan"):
            width = text_width(span.text or "", size)
            x = float(span.get("x")) - (width / 2 if text.get("text-anchor") == "middle" else 0)
            bottom = float(span.get("y"))
            found.append((x, bottom - size * 0.8, x + width, bottom + size * 0.2))
    return found


def boxes(root) -> list[tuple[float, float, float, float]]:
    found = []
    for box in root.iter(f"{SVG}rect"):
        x, y, width, height = (float(box.get(name)) for name in ("x", "y", "width", "height"))
        found.append((x, y, x + width, y + height))
    return found


def overlap(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def words(root) -> str:
    return " ".join(span.text or "" for span in root.iter(f"{SVG}tspan"))


def causes_of(number) -> list[str]:
    return [f"Causa {n}: falta de coordinación" + " entre municipios" * (n % 9) for n in range(number)]


@both
@pytest.mark.parametrize("number", LENGTHS)
def test_nothing_lies_on_anything_else_or_outside(draw, number):
    root = made(draw, [*causes_of(number), LONG] if number else [])
    _left, _top, width, height = (float(part) for part in root.get("viewBox").split())
    assert width <= WIDTH
    for found in (texts(root), boxes(root)):
        assert not any(overlap(one, other) for one, other in combinations(found, 2))
        assert all(box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height for box in found)


@both
@pytest.mark.parametrize("number", LENGTHS)
def test_every_cause_is_there_whole(draw, number):
    causes = causes_of(number)
    shown = words(made(draw, causes))
    assert all(cause in shown for cause in causes)
    assert "Marco jurídico metropolitano" in shown


@both
def test_it_grows_with_the_causes(draw):
    heights = [float(made(draw, causes_of(number)).get("viewBox").split()[3]) for number in (2, 13, 40)]
    assert heights == sorted(heights)
    assert heights[0] < heights[2]


@both
def test_what_people_say_is_text_and_nothing_else(draw):
    svg = draw(HOSTILE, [HOSTILE], name="d", title=HOSTILE, description=HOSTILE)
    root = fromstring(svg)
    assert {element.tag for element in root.iter()} <= {
        SVG + name for name in ("svg", "title", "desc", "g", "rect", "path", "text", "tspan")
    }
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not any(name.startswith("on") or name in {"style", "href"} for name in attributes)
    assert "alert(1)" in words(root)
    assert not re.search("[\x00-\x08\x0b]", svg)


@both
def test_it_says_what_it_is(draw):
    root = made(draw, ["Fugas"])
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "d-title")
    assert root.find(f"{SVG}title").text == "Título"
    assert root.find(f"{SVG}desc").text == "Causas"


@pytest.mark.parametrize("text", ["", "a", LONG, "palabra " * 50, "一" * 80, "MAYÚSCULAS " * 20, "🙂🙂🙂"])
def test_lines_fit(text):
    lines = wrap(text, 200, 15)
    assert all(text_width(line, 15) <= 200 for line in lines)
    assert "".join(lines).replace(" ", "").replace("-", "") == text.replace(" ", "").replace("-", "")


def test_the_two_are_different():
    arguments = {"name": "d", "title": "t", "description": "d"}
    assert problem_tree("P", ["C"], **arguments) != fishbone("P", ["C"], **arguments)


@pytest.fixture
def causes(table, ideas):
    exercise = ExerciseFactory(table=table, type=ExerciseType.CAUSES, source=ideas)
    problem = ContributionFactory(exercise=ideas, text="Falta <b>agua</b>")
    for text in ("Fugas", "Pozos <script>"):
        ContributionFactory(exercise=exercise, parent=problem, kind=ContributionKind.CAUSE, text=text)
    exercise.problem = problem
    return exercise


@pytest.mark.parametrize("form", FORMS)
def test_the_page_shows_them_to_everybody_of_the_plan(answers, statuses, console, plan, other_axis, causes, form):
    assert answers(console("diagram", plan, causes.pk, form)) == statuses(reader=200)


@pytest.mark.parametrize("form", FORMS)
def test_the_page_has_no_markup_of_what_was_said(browser, console, plan, reader, causes, form):
    page = browser(reader).get(console("diagram", plan, causes.pk, form)).content.decode()
    assert "<svg xmlns" in page
    assert "Pozos &lt;script&gt;" in page
    assert "<b>agua" not in page
    assert "style=" not in page


def test_a_drawing_is_downloaded(browser, console, plan, reader, causes):
    address = console("diagram", plan, causes.pk, "arbol")
    response = browser(reader).get(address, {"format": "svg", "problem": causes.problem.pk})
    assert response["Content-Type"] == "image/svg+xml"
    assert "attachment" in response["Content-Disposition"]
    assert fromstring(response.content.decode()).get("class") == "diagram tree"


def test_what_is_not_there_is_404(browser, console, plan, reader, causes, ideas):
    assert browser(reader).get(console("diagram", plan, causes.pk, "mapa")).status_code == 404
    assert browser(reader).get(console("diagram", plan, ideas.pk, "arbol")).status_code == 404
    address = console("diagram", plan, causes.pk, "arbol")
    assert browser(reader).get(address, {"format": "svg", "problem": "x"}).status_code == 404


def test_hidden_causes_are_not_drawn(browser, console, plan, reader, causes):
    causes.contributions.filter(text="Fugas").update(hidden=True)
    page = browser(reader).get(console("diagram", plan, causes.pk, "arbol")).content.decode()
    assert "Fugas" not in page


def test_without_causes_it_says_what_to_do(browser, console, plan, reader, causes):
    causes.contributions.all().delete()
    assert 'class="empty"' in browser(reader).get(console("diagram", plan, causes.pk, "arbol")).content.decode()
