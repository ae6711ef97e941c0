"""Reading actions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rumbo.portfolio.models import Action

if TYPE_CHECKING:
    from rumbo.plan.models import Axis, Plan, Strategy


def actions_of_strategy(strategy: Strategy) -> list[Action]:
    """Return the actions in force under a strategy."""
    return list(Action.objects.current().filter(strategy=strategy))


def actions_by_strategy(axis: Axis) -> dict[int, list[Action]]:
    """Return the actions in force under the strategies of an axis, by the strategy's primary key."""
    found: dict[int, list[Action]] = defaultdict(list)
    for action in Action.objects.current().filter(strategy__objective__theme__axis=axis).defer("text", "text_en"):
        found[action.strategy_id].append(action)
    return found


def find_action(plan: Plan, key: str) -> Action | None:
    """Return the action with this key with all above it, in force or not, or None."""
    found: Action | None = (
        Action.objects.select_related(
            "strategy__objective__theme__axis", "project__program__theme__axis", "superseded_by"
        )
        .filter(plan=plan, key=key)
        .first()
    )
    return found
