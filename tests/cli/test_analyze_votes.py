from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner
from django.utils import translation

from methods.consensus.conversations import comments_csv, matrix_csv, two_camps, votes_csv
from rumbo.cli import votes_text
from rumbo.cli.commands.analyze_votes import command
from rumbo.cli.errors import UserError
from rumbo.methods.consensus import MISSING, Note


def run(*args: object):
    return CliRunner().invoke(command, [str(arg) for arg in args], standalone_mode=False)


def refusal(path) -> str:
    result = run(path)
    assert isinstance(result.exception, UserError)
    return str(result.exception)


@pytest.fixture
def camps(tmp_path):
    """The two camps as a folder: list, and comments in which statement 8 was moderated out."""
    votes = two_camps()
    rows = [
        (1, int(votes.statements[s]), int(votes.participants[p]), int(votes.cells[p, s]))
        for p, s in zip(*np.nonzero(votes.cells != MISSING), strict=True)
    ]
    votes_csv(tmp_path, rows)
    comments_csv(tmp_path, [(s, 12, 12, -1 if s == 8 else 1, f"Statement {s}") for s in range(9)])
    return tmp_path


def test_json_has_ids_as_integers(camps):
    found = json.loads(run(camps, "--json").output)
    assert sorted(found["groups"]) == [list(range(12)), list(range(12, 24))]
    assert found["majority"] == {"agree": [0, 1], "disagree": [2]}
    assert found["consensus"][:2] == [0, 1]
    assert found["divisive"] == [3, 4, 5, 6, 7]
    first = str(0 if found["groups"][0] == list(range(12)) else 1)
    assert found["representative"][first] == [3, 4, 5, 6, 7]
    assert (found["participants"], found["statements"], found["votes"]) == (25, 8, 198)
    assert found["details"]["majority"]["agree"][0]["people"] == 25
    assert found["details"]["divisive"][0]["p_adjusted"] < 0.001
    assert found["notes"] == ["1 frase fue retirada por moderación y no participa."]


def test_matrix_alone_will_do(camps, tmp_path):
    votes = two_camps()
    rows = [
        [person, "", 8, *("" if vote == MISSING else vote for vote in cells)]
        for person, cells in zip(votes.participants.tolist(), votes.cells[:, :8].tolist(), strict=True)
    ]
    path = matrix_csv(tmp_path, rows, list(range(8)))
    alone, folder = (json.loads(run(place, "--json").output) for place in (path, camps))
    assert {**alone, "notes": []} == {**folder, "notes": []}


def test_same_on_every_run(camps):
    assert run(camps, "--json").output == run(camps, "--json").output


def test_text_in_both_languages(camps):
    spanish = run(camps).output
    assert spanish.startswith("25 personas · 8 frases · 198 votos\n")
    assert (
        "     0  Statement 0\n        25 de 25 de acuerdo: 100 % (entre 87 % y 100 %, con 95 % de certeza)" in spanish
    )
    assert "Lo que más divide\n     3  Statement 3\n        100 % del grupo" in spanish
    assert "Grupo B: 12 personas\n" in spanish
    with translation.override("en"):
        english = run(camps).output
    assert english.startswith("25 people · 8 statements · 198 votes\n")
    assert "25 of 25 agree: 100 % (between 87 % and 100 %, 95 % sure)" in english
    assert "elsewhere 0 %; by chance: p < 0.001" in english


def test_long_statement_is_cut(tmp_path):
    votes_csv(tmp_path, [(1, 0, person, 1) for person in range(6)])
    comments_csv(tmp_path, [(0, 6, 0, 1, "x" * 120)])
    output = run(tmp_path).output
    assert f"     0  {'x' * 100}…\n" in output
    assert "No hay grupos: 0 personas tienen siete votos o más, y un grupo necesita 5." in output
    assert "divide" not in output


def test_one_person_and_all_the_same_are_said_in_a_sentence(tmp_path):
    path = votes_csv(tmp_path, [(1, s, 1, 1) for s in range(9)])
    found = json.loads(run(path, "--json").output)
    assert (found["groups"], found["majority"]) == ([], {"agree": [], "disagree": []})
    assert found["notes"] == ["No hay grupos: 1 persona tiene siete votos o más, y un grupo necesita 5."]
    path = votes_csv(tmp_path, [(1, s, p, 1) for s in range(9) for p in range(6)])
    found = json.loads(run(path, "--json").output)
    assert (found["groups"], found["representative"]) == ([[0, 1, 2, 3, 4, 5]], {"0": []})
    assert found["notes"] == ["Las opiniones no se separan en grupos: las 6 personas están en uno solo."]


def test_revotes_and_unknown_statements_are_told(tmp_path):
    votes_csv(tmp_path, [(1, 0, 1, 1), (2, 0, 1, -1), *((1, s, 1, 1) for s in range(1, 13))])
    comments_csv(tmp_path, [(0, 0, 1, 1, "")])
    assert json.loads(run(tmp_path, "--json").output)["notes"][:2] == [
        "1 voto se cambió después: cuenta el último.",
        "12 frases con votos no están en comments.csv y se dejaron fuera: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ….",
    ]


def test_sign_and_differences_are_told():
    assert (
        votes_text.note(Note("sign_turned", {"file": "a.csv"})) == "En a.csv, de acuerdo es -1: se invirtió el signo."
    )
    assert votes_text.note(Note("files_differ", {"count": 2})) == (
        "2 votos difieren entre votes.csv y la matriz: cuenta votes.csv."
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"comment-id,voter-id,vote\n1,1,1\n1,2,5\n", "línea 3: el voto «5» no es 1 (de acuerdo), 0 (paso) ni -1"),
        (b"comment-id,voter-id,vote\n1,x,1\n", "línea 2: «x» en la columna voter-id no es un número entero"),
        (b"comment-id,voter-id,vote\n1,1\n", "línea 2: hay 2 campos en lugar de 3"),
        (b"comment-id,voter-id\n1,1\n", "le faltan columnas: vote."),
        (b"comment-id,voter-id,vote\n", "No hay votos que analizar en"),
        (b"comment-id,voter-id,vote,vote\n", "tiene más de una columna «vote»: deja una sola."),
        (
            b"comment-id,voter-id,vote\n1,1,\xf1\n",
            "línea 2: esto no es texto UTF-8. Guarda el archivo como «CSV UTF-8».",
        ),
        (b"", "está vacío: su primera línea debe nombrar las columnas."),
    ],
)
def test_bad_files_are_refused_in_a_sentence(tmp_path, data, said):
    path = tmp_path / "votes.csv"
    path.write_bytes(data)
    assert said in refusal(path)
    assert str(path) in refusal(path)


def test_bad_places_are_refused_in_a_sentence(tmp_path):
    assert refusal(tmp_path) == f"No hay votos en {tmp_path}: hace falta votes.csv o participants-votes.csv."
    assert refusal(tmp_path / "nada") == f"{tmp_path / 'nada'} no existe: revisa la ruta."


def test_other_sentences():
    assert votes_text.sentence("unreadable", {"file": "a", "reason": "ocupado"}) == "a no se puede leer: ocupado."
    assert votes_text.sentence("too_large", {"people": 9, "statements": 8}) == (
        "9 personas y 8 frases son demasiadas para analizarlas de una vez."
    )
