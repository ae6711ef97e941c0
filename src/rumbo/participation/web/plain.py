"""Forms of the phone's page without scripts, as the acts that a script would send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.participation.acts import Act, one_act

#: What the fields of answers are called: ``v-`` and the number of the item.
ANSWER = "v-"


def act_of(form: QueryDict, revision: int) -> Act:
    """Return the act that a form means; ``revision`` is that of the participant's newest answer.

    Raises:
        Refused: it means none.
    """
    data: dict[str, Any] = {"id": "form", "type": form.get("act", ""), "exercise": _whole(form, "exercise")}
    data |= {name: form[name] for name in ("text", "nonce", "part", "seen") if name in form}
    data |= {name: _whole(form, name) for name in ("parent", "contribution") if form.get(name)}
    if "mine" in form:
        data["mine"] = form["mine"] == "1"
    if data["type"] == "vote":
        data |= {"values": _values(form), "revision": revision + 1}
    return one_act(data)


def _values(form: QueryDict) -> Mapping[str, int]:
    """Return the answers; ``up`` and ``down`` move an item of an order, whose fields come in that order."""
    names = [name for name in form if name.startswith(ANSWER) and form.get(name)]
    given = {name.removeprefix(ANSWER): _whole(form, name) for name in names}
    for name, step in (("up", -1), ("down", 1)):
        moved = str(form.get(name, ""))
        if moved in given:
            order = sorted(given, key=lambda item: given[item])
            place = order.index(moved)
            other = min(max(place + step, 0), len(order) - 1)
            order[place], order[other] = order[other], order[place]
            given = {item: number for number, item in enumerate(order, start=1)}
    return given


def _whole(form: QueryDict, name: str) -> int:
    text = form.get(name, "").strip()
    if not text.lstrip("-").isdecimal() or len(text) > 18:
        raise Refused(_("This answer is incomplete. Load the page again."))
    return int(text)
