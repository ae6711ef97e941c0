"""Files of the pabulib format, and what is wrong with them."""

from fractions import Fraction

import pytest

from rumbo.methods.equal_shares import PabulibError, read_pabulib

GOOD = """META
key;value
description;Invented
budget;1000
vote_type;approval
PROJECTS
project_id;cost;name
1;600;Park
2;500,50;"Library; new"
VOTES
voter_id;age;vote
a;20;1
b;30;1, 2
c;40;
d;50;2,2
"""
POINTS = """META
key;value
budget;1000
vote_type;cumulative
PROJECTS
project_id;cost
1;600
2;500
VOTES
voter_id;vote;points
a;1,2;3,0.5
b;;
c;2;4
d;1,;2
"""


def test_approvals(tmp_path):
    path = tmp_path / "votes.pb"
    path.write_text("\ufeff" + GOOD, "utf-8")
    election = read_pabulib(path)
    assert election.projects == ("1", "2")
    assert election.cost_of([0, 1]) == Fraction("1100.5")
    assert [one.tolist() for one in election.supporters] == [[0, 1], [1, 3]]
    assert election.voters == 4


def test_points():
    election = read_pabulib(POINTS)
    assert [one.tolist() for one in election.supporters] == [[0, 3], [0, 2]]
    assert [one.tolist() for one in election.points] == [[6, 4], [1, 8]]
    assert (election.point_scale, election.approval) == (2, False)


def changed(old, new, text=GOOD):
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "section META is missing"),
        ("1;2;3", "Line 1: the file has to begin with META"),
        (GOOD.split("VOTES")[0], "section VOTES is missing"),
        (changed("vote_type;approval", "vote_type;ordinal"), "says “ordinal” of vote_type"),
        (changed("vote_type;approval\n", ""), "says nothing of vote_type"),
        (changed("budget;1000\n", ""), "has no budget"),
        (changed("budget;1000", "budget;1,000"), "the budget in META is “1,000”, which is no amount"),
        (changed("1;600", "1;-600"), "Line 8: the cost of project 1 is “-600”, below zero"),
        (changed("1;600", "1;much"), "Line 8: the cost of project 1 is “much”"),
        (changed("1;600", "1;9999999999999999"), "too large"),
        (changed("1;600;Park", "2;600;Park"), "Line 9: project 2 is there twice"),
        (changed("1;600;Park", ";600;Park"), "Line 8: the project has no id"),
        (changed("1;600;Park", "1;600"), "Line 8 has 2 cells and the headings are 3"),
        (changed("project_id;cost", "project_id;price"), "PROJECTS has no column “cost”"),
        (changed("1, 2", "1, 7"), "Line 13: there is no project 7"),
        (changed("b;30", "a;30"), "Line 13: voter a voted in line 12 already"),
        (changed("a;20;1", "a;20"), "Line 12 has 2 cells"),
        (changed("voter_id;age;vote", "voter_id;age;choice"), "VOTES has no column “vote”"),
        (changed('"Library; new"', '"Library'), "the quotation marks do not close"),
        (GOOD + "META\n", "the section META is there twice"),
        (changed("3,0.5", "3", POINTS), "Line 11: 2 projects and 1 points"),
        (changed("3,0.5", "3,x", POINTS), "Line 11: the points is “x”"),
        (changed("a;1,2", "a;1,1", POINTS), "Line 11: the same project is there twice"),
        (changed("voter_id;vote;points", "voter_id;vote;other", POINTS), "VOTES has no column “points”"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, sentence):
    with pytest.raises(PabulibError) as raised:
        read_pabulib(text)
    assert sentence in str(raised.value)


def test_another_encoding(tmp_path):
    path = tmp_path / "votes.pb"
    path.write_bytes(GOOD.replace("Park", "Jardín").encode("latin-1"))
    with pytest.raises(PabulibError, match="UTF-8"):
        read_pabulib(path)
