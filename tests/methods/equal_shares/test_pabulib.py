"""Files of the pabulib format, and what is wrong with them."""

from fractions import Fraction

import pytest

from rumbo.methods.equal_shares import PabulibError, read_pabulib, votes_column

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
        ("", "missing_section: section='META'"),
        ("1;2;3", "beginning: line=1"),
        (changed('PROJECTS\nproject_id;cost;name\n1;600;Park\n2;500,50;"Library; new"\n', ""), "section='PROJECTS'"),
        (GOOD.split("VOTES")[0], "missing_section: section='VOTES'"),
        (changed("vote_type;approval", "vote_type;ordinal"), "vote_type: given='ordinal'"),
        (changed("vote_type;approval\n", ""), "vote_type: given=''"),
        (changed("budget;1000\n", ""), "no_budget"),
        (changed("budget;1000", "budget;1,000"), "no_amount: line=0, value='1,000'"),
        (changed("1;600", "1;-600"), "negative: line=8, value='-600'"),
        (changed("1;600", "1;much"), "no_amount: line=8, value='much'"),
        (changed("1;600", "1;9999999999999999"), "too_large: line=8"),
        (changed("1;600", f"1;{'9' * 5000}"), "too_large: line=8"),
        (changed("1;600", f"1;0.{'0' * 5000}1"), "too_large: line=8"),
        (changed("budget;1000", f"budget;{'1' * 5000}"), "too_large: line=0"),
        (changed("3,0.5", f"3,0.{'0' * 24}1", POINTS), "too_large: line=11, value='3'"),
        (changed("1;600;Park", "2;600;Park"), "project_twice: line=9, project='2'"),
        (changed("1;600;Park", ";600;Park"), "no_id: line=8"),
        (changed("1;600;Park", "1;600"), "ragged_row: line=8, found=2, expected=3"),
        (changed("project_id;cost", "project_id;price"), "missing_column: section='PROJECTS', column='cost'"),
        (changed("1, 2", "1, 7"), "unknown_project: line=13, project='7'"),
        (changed("b;30", "a;30"), "voter_twice: line=13, voter='a', before=12"),
        (changed("a;20;1", "a;20"), "ragged_row: line=12, found=2"),
        (changed("voter_id;age;vote", "voter_id;age;choice"), "missing_column: section='VOTES', column='vote'"),
        (changed('"Library; new"', '"Library'), "quotes: line="),
        (GOOD + "META\n", "section_twice: line=16, section='META'"),
        (changed("3,0.5", "3", POINTS), "points_count: line=11, projects=2, points=1"),
        (changed("3,0.5", "3,x", POINTS), "no_amount: line=11, value='x'"),
        (changed("a;1,2", "a;1,1", POINTS), "choice_twice: line=11"),
        (
            changed("voter_id;vote;points", "voter_id;vote;other", POINTS),
            "missing_column: section='VOTES', column='points'",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, sentence):
    with pytest.raises(PabulibError) as raised:
        read_pabulib(text)
    assert sentence in str(raised.value)


def test_another_encoding(tmp_path):
    path = tmp_path / "votes.pb"
    path.write_bytes(GOOD.replace("Park", "Jardín").encode("latin-1"))
    with pytest.raises(PabulibError, match="not_utf8"):
        read_pabulib(path)


def test_a_column_of_the_votes_in_the_order_of_the_voters():
    assert votes_column(GOOD, "voter_id") == ("a", "b", "c", "d")
    assert votes_column(GOOD, "age") == ("20", "30", "40", "50")
    assert votes_column(GOOD, "neighborhood") == ("",) * 4
