import pytest

from rumbo.core.errors import Refused
from rumbo.importers import files
from rumbo.importers.files import gather


def test_a_file_is_named_by_itself(tmp_path):
    (tmp_path / "plan.md").write_bytes(b"# Plan")
    assert [(file.name, file.content) for file in gather(tmp_path / "plan.md")] == [("plan.md", b"# Plan")]


def test_a_folder_gives_its_files_and_those_of_its_folders_without_hidden_ones(tmp_path):
    for name in ("b.md", "a/z.md", ".oculto", ".git/config", "a/~$libro.xlsx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert [file.name for file in gather(tmp_path)] == ["a/z.md", "b.md"]


def test_an_empty_folder_gives_nothing(tmp_path):
    assert gather(tmp_path) == []


def test_a_path_that_is_not_there_is_named(tmp_path):
    with pytest.raises(Refused) as refused:
        gather(tmp_path / "nada")
    assert refused.value.message == f"{tmp_path / 'nada'} no existe. Revisa la ruta."


@pytest.mark.parametrize(("name", "limit"), [("FILE_LIMIT", 1), ("SIZE_LIMIT", 3)])
def test_too_many_files_or_bytes_are_refused(tmp_path, monkeypatch, name, limit):
    monkeypatch.setattr(files, name, limit)
    (tmp_path / "a.md").write_text("uno")
    (tmp_path / "b.md").write_text("dos")
    with pytest.raises(Refused) as refused:
        gather(tmp_path)
    assert refused.value.message.endswith("Indica solo la carpeta del plan.")
