"""Contexts point down in the database too."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


def ranks() -> dict[str, int]:
    """Return each context's height, by the layers that import-linter holds; siblings share one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["name"] == "Contexts point down")
    return {name.strip(" ()"): height for height, layer in enumerate(reversed(layers)) for name in layer.split("|")}


def context_of(model) -> str:
    return apps.get_app_config(model._meta.app_label).name.removeprefix("rumbo.").split(".")[0]


def points_up(field, heights: dict[str, int]) -> bool:
    """Say whether a relation leads out of its context to one that is not below."""
    source, target = context_of(field.model), context_of(field.related_model)
    return source != target and heights[target] >= heights[source]


def own(model) -> bool:
    return apps.get_app_config(model._meta.app_label).name.startswith("rumbo.")


def relations():
    """Return the relations that Rumbo's models declare to each other, those of their history included."""
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        if own(model)
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.is_relation and isinstance(field.related_model, type) and own(field.related_model)
    ]


@pytest.mark.parametrize("field", relations(), ids=str)
def test_relations_point_down(field):
    assert field.related_model._meta.label == settings.AUTH_USER_MODEL or not points_up(field, ranks())


def test_there_are_relations_between_contexts():
    assert "portfolio.Project.program" in {str(field) for field in relations()}
    assert any(context_of(f.model) != context_of(f.related_model) for f in relations())


def test_a_relation_that_points_up_is_found():
    heights = ranks()
    field = apps.get_model("portfolio", "Project")._meta.get_field("program")
    upward = type("Upward", (), {"model": apps.get_model("places", "Territory"), "related_model": field.model})
    sibling = {**heights, "places": heights["portfolio"]}
    assert points_up(upward, heights)
    assert points_up(upward, sibling)
    assert not points_up(field, heights)


def test_every_app_has_a_layer():
    contexts = {config.name.split(".")[1] for config in apps.get_app_configs() if config.name.startswith("rumbo.")}
    assert contexts <= set(ranks())
