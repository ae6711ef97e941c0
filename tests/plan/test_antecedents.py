import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from factories import AntecedentFactory, StrategyFactory, ThemeFactory
from rumbo.plan.models import AntecedentLink
from rumbo.plan.services import antecedents


@pytest.fixture
def old(axis):
    return AntecedentFactory(plan=axis.plan)


def test_an_element_is_linked_changed_and_unlinked_with_a_history(editor, axis, old):
    theme = ThemeFactory(axis=axis)
    link = antecedents.link(editor, old, theme, "taken", "Completo", "All of it", reason="Taller 2")
    assert (link.element, link.relation, link.note, link.note_en) == (theme, "taken", "Completo", "All of it")
    antecedents.change_link(editor, link, "adapted", "En parte", reason="Revisión")
    antecedents.unlink(editor, link, reason="Fue un error")
    assert AntecedentLink.objects.count() == 0
    history = AntecedentLink.history.order_by("history_id")
    assert list(history.values_list("history_type", "relation", "history_change_reason", "history_user")) == [
        ("+", "taken", "Taller 2", editor.pk),
        ("~", "adapted", "Revisión", editor.pk),
        ("-", "adapted", "Fue un error", editor.pk),
    ]


def test_strategies_projects_and_actions_are_linked_by_their_measure(editor, axis, old):
    strategy = StrategyFactory(objective__theme__axis=axis)
    link = antecedents.link(editor, old, strategy, "dropped")
    assert (link.measure, link.element) == (strategy.measure, strategy)


def test_an_antecedent_of_another_plan_and_an_unknown_relation_are_refused(manager, axis, old):
    theme = ThemeFactory(axis=axis)
    with pytest.raises(ValidationError):
        antecedents.link(manager, AntecedentFactory(), theme, "taken")
    with pytest.raises(ValidationError):
        antecedents.link(manager, old, theme, "copied")
    assert AntecedentLink.objects.count() == 0


@pytest.mark.parametrize("who", ["outsider", "reader", "other_editor"])
def test_others_may_not_link(request, who, manager, axis, old):
    actor = request.getfixturevalue(who)
    theme = ThemeFactory(axis=axis)
    link = antecedents.link(manager, old, theme, "taken")
    with pytest.raises(PermissionDenied):
        antecedents.link(actor, old, theme, "taken")
    with pytest.raises(PermissionDenied):
        antecedents.change_link(actor, link, "dropped")
    with pytest.raises(PermissionDenied):
        antecedents.unlink(actor, link)
    link.refresh_from_db()
    assert (link.relation, AntecedentLink.objects.count()) == ("taken", 1)
