from __future__ import annotations

import numpy as np
import pytest

from methods.consensus.conversations import comments_csv, matrix_csv, votes_csv
from rumbo.methods.consensus import MISSING, VotesError, read_votes


def refused(path) -> VotesError:
    with pytest.raises(VotesError) as caught:
        read_votes(path)
    return caught.value


def cells(path):
    return read_votes(path).votes.cells.tolist()


def codes(path):
    return [note.code for note in read_votes(path).notes]


def test_last_vote_by_time_counts_wherever_it_stands(tmp_path):
    path = votes_csv(tmp_path, [(30, 0, 1, -1), (10, 0, 1, 1), (20, 0, 1, 0), (10, 5, 7, 1)])
    reading = read_votes(path)
    assert reading.votes.participants.tolist() == [1, 7]
    assert reading.votes.statements.tolist() == [0, 5]
    assert reading.votes.cells.tolist() == [[-1, MISSING], [MISSING, 1]]
    assert [(note.code, note.params) for note in reading.notes] == [("revotes", {"count": 2})]


def test_without_times_or_of_equal_times_the_lower_line_counts(tmp_path):
    path = votes_csv(tmp_path, [(0, 1, 1), (0, 1, -1)], head="comment-id,voter-id,vote")
    assert cells(path) == [[-1]]
    assert cells(votes_csv(tmp_path, [(5, 0, 1, -1), (5, 0, 1, 1)])) == [[1]]


def test_unknown_statements_are_left_out_and_named(tmp_path):
    votes_csv(tmp_path, [(1, 0, 1, 1), (1, 8, 1, 1), (1, 9, 2, -1)])
    comments_csv(tmp_path, [(0, 1, 0, 1, "Trees")])
    reading = read_votes(tmp_path)
    assert reading.votes.statements.tolist() == [0]
    assert [(n.code, n.params) for n in reading.notes] == [("unknown_statements", {"count": 2, "statements": (8, 9)})]
    assert reading.texts == {0: "Trees"}


def test_moderated_out_statements_take_no_part_and_others_do(tmp_path):
    votes_csv(tmp_path, [(1, 0, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)])
    comments_csv(tmp_path, [(0, 1, 0, 1, ""), (1, 1, 0, -1, ""), (2, 1, 0, 0, "")])
    reading = read_votes(tmp_path)
    assert reading.votes.taking_part.tolist() == [True, False, True]
    assert reading.votes.count == 2
    assert [note.params for note in reading.notes] == [{"count": 1}]


@pytest.mark.parametrize("value", ["2", "-2", "x", "0.5", "", "NaN", "11", "--1", "1e3"])
def test_other_votes_are_refused_with_their_line(tmp_path, value):
    error = refused(votes_csv(tmp_path, [(1, 0, 1, 1), (1, 1, 1, value)]))
    assert (error.code, error.params["line"], error.params["value"]) == ("bad_vote", 3, value)
    assert error.params["file"].endswith("votes.csv")


@pytest.mark.parametrize("value", ["2", "-2", "x", "0.5", "NaN", "11"])
def test_other_votes_in_a_matrix_are_refused_with_their_line(tmp_path, value):
    error = refused(matrix_csv(tmp_path, [(1, "", 1, 1, ""), (2, "", 1, "", value)], [0, 1]))
    assert (error.code, error.params["line"], error.params["value"]) == ("bad_vote", 3, value)


def test_votes_written_as_decimals_are_understood(tmp_path):
    path = matrix_csv(tmp_path, [(1, "0.0", 3, "1.0", "-1.0", " 0 "), ("2.0", "", 0, " ", "+1", "-0.0")], [4, 5, 6])
    assert cells(path) == [[1, -1, 0], [MISSING, 1, 0]]


def test_matrix_columns_come_in_any_order_and_rows_of_one_person_are_one(tmp_path):
    path = matrix_csv(tmp_path, [(9, "", 1, 1, -1), (3, "", 1, 0, ""), (9, "", 1, "", 1)], [7, 2])
    votes = read_votes(path).votes
    assert votes.participants.tolist() == [3, 9]
    assert votes.statements.tolist() == [2, 7]
    assert votes.cells.tolist() == [[MISSING, 0], [1, 1]]


def test_columns_that_are_no_statements_are_ignored_wherever_they_stand(tmp_path):
    path = tmp_path / "matrix.csv"
    path.write_text("7,participant,remark,5\n1,4,Hello,-1\n")
    votes = read_votes(path).votes
    assert (votes.statements.tolist(), votes.cells.tolist()) == ([5, 7], [[-1, 1]])


@pytest.mark.parametrize("rows", [[], [(1, "", 0, "", ""), (2, "", 0, "", "")]])
def test_no_votes(tmp_path, rows):
    assert refused(matrix_csv(tmp_path, rows, [0, 1])).code == "no_votes"


def test_no_votes_in_a_list_or_only_on_hidden_statements(tmp_path):
    assert refused(votes_csv(tmp_path, [])).code == "no_votes"
    votes_csv(tmp_path, [(1, 0, 1, 1)])
    comments_csv(tmp_path, [(0, 1, 0, -1, "")])
    assert refused(tmp_path).code == "no_votes"


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        ("timestamp,comment-id,voter-id,weight", "vote"),
        ("a,b", "comment-id, voter-id, vote"),
        ("participant,group-id", "0, 1, 2 …"),
    ],
)
def test_missing_columns(tmp_path, head, columns):
    error = refused(votes_csv(tmp_path, [], head=head))
    assert (error.code, error.params["columns"]) == ("missing_columns", columns)


def test_comments_without_ids(tmp_path):
    votes_csv(tmp_path, [(1, 0, 1, 1)])
    (tmp_path / "comments.csv").write_text("text\nTrees\n")
    assert refused(tmp_path).code == "missing_columns"
    (tmp_path / "comments.csv").write_text("comment-id,moderated\n0,1\nx,1\n")
    assert (refused(tmp_path).code, refused(tmp_path).params["line"]) == ("bad_number", 3)


def test_repeated_column(tmp_path):
    assert refused(matrix_csv(tmp_path, [(1, "", 1, 1, 1)], [0, 0])).params["column"] == "0"


@pytest.mark.parametrize(
    ("row", "value"), [((1, "a", 1, 1), "a"), ((1, "", 1, 1), ""), ((1, "9" * 30, 1, 1), "9" * 30)]
)
def test_ids_that_are_no_whole_number(tmp_path, row, value):
    error = refused(votes_csv(tmp_path, [(1, 0, 1, 1), row]))
    assert (error.code, error.params["line"], error.params["column"]) == ("bad_number", 3, "comment-id")
    assert error.params["value"] == value


def test_row_with_another_number_of_fields(tmp_path):
    error = refused(votes_csv(tmp_path, [(1, 0, 1, 1), (1, 0, 1)]))
    assert error.code == "ragged_row"
    assert (error.params["line"], error.params["found"], error.params["expected"]) == (3, 3, 4)


@pytest.mark.parametrize("name", ["votes.csv", "comments.csv"])
def test_not_utf8(tmp_path, name):
    votes_csv(tmp_path, [(1, 0, 1, 1)])
    comments_csv(tmp_path, [(0, 1, 0, 1, "Arboles")])
    path = tmp_path / name
    path.write_bytes(path.read_bytes() + "\n0,1,0,1,Árboles\n".encode("latin-1"))
    error = refused(tmp_path)
    assert (error.code, error.params["line"]) == ("not_utf8", 4)


def test_spreadsheet_saved_as_utf16(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("comment-id,voter-id,vote\n1,1,1\n", encoding="utf-16")
    assert (refused(path).code, refused(path).params["line"]) == ("not_utf8", 1)


def test_places_without_votes(tmp_path):
    assert refused(tmp_path).code == "nothing_in_folder"
    assert refused(tmp_path / "nowhere").code == "not_found"
    (tmp_path / "votes.csv").write_text("")
    assert refused(tmp_path).code == "empty_file"


def test_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = votes_csv(tmp_path, [(1, 0, 1, 1)])

    def no(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.open", no)
    error = refused(path)
    assert (error.code, error.params) == ("unreadable", {"file": str(path), "reason": "Permission denied"})


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfcomment-id,voter-id,vote\r\n3,5,-1\r\n\r\n4,5,1\r\n",
        b"comment-id;voter-id;vote\n3;5;-1\n4;5;1",
        b'"comment-id","voter-id","vote"\n"3","5","-1"\n\n"4","5","1"\n',
        b'vote,said,voter-id,comment-id\n-1,"a, b",5,3\n1,c,5,4\n\n',
    ],
    ids=["windows", "semicolons", "quoted", "text with commas"],
)
def test_other_ways_to_write_csv(tmp_path, data):
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    votes = read_votes(path).votes
    assert (votes.participants.tolist(), votes.statements.tolist()) == ([5], [3, 4])
    assert votes.cells.tolist() == [[-1, 1]]


def test_lines_are_counted_across_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr("rumbo.methods.consensus.csvblocks.BLOCK", 16)
    rows = [(1, number % 3, number, 1) for number in range(40)]
    assert read_votes(votes_csv(tmp_path, rows)).votes.count == 40
    assert refused(votes_csv(tmp_path, [*rows, (1, 1, 1, 7)])).params["line"] == 42


def test_sign_that_the_matrix_contradicts_is_turned(tmp_path):
    votes_csv(tmp_path, [(1, 0, 1, -1), (1, 1, 1, 1), (1, 0, 2, -1), (1, 1, 2, 0)])
    matrix_csv(tmp_path, [(1, "", 2, 1, -1), (2, "", 2, 1, 0)], [0, 1])
    assert cells(tmp_path) == [[1, -1], [1, 0]]
    assert codes(tmp_path) == ["sign_turned"]


def test_sign_that_the_comments_contradict_is_turned(tmp_path):
    votes_csv(tmp_path, [(1, 0, person, -1) for person in range(4)])
    comments_csv(tmp_path, [(0, 4, 0, 1, "")])
    assert cells(tmp_path) == [[1]] * 4
    comments_csv(tmp_path, [(0, 0, 4, 1, "")])
    assert cells(tmp_path) == [[-1]] * 4


def test_votes_that_differ_from_the_matrix_are_told(tmp_path):
    votes_csv(tmp_path, [(1, 0, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)])
    matrix_csv(tmp_path, [(1, "", 3, 1, 1, 0)], [0, 1, 2])
    assert cells(tmp_path) == [[1, 1, 1]]
    assert [(note.code, note.params) for note in read_votes(tmp_path).notes] == [("files_differ", {"count": 1})]


def test_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr("rumbo.methods.consensus.votes.MOST_CELLS", 3)
    error = refused(votes_csv(tmp_path, [(1, 0, 1, 1), (1, 1, 2, 1)]))
    assert (error.code, error.params) == ("too_large", {"people": 2, "statements": 2})


def test_ids_may_be_large_and_negative(tmp_path):
    votes = read_votes(votes_csv(tmp_path, [(1, 0, 123456789012, 1), (1, 0, -4, -1)])).votes
    assert votes.participants.tolist() == [-4, 123456789012]
    np.testing.assert_array_equal(votes.cells, [[-1], [1]])
