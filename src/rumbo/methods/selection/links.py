"""Projects that need each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def circle(before: Iterable[tuple[str, str]]) -> list[str]:
    """Return projects that need each other, the first again at the end; empty where there are none."""
    needs: dict[str, list[str]] = {}
    for one, other in before:
        needs.setdefault(one, []).append(other)
    done: set[str] = set()
    for start in needs:
        found = _circle_from(start, needs, done)
        if found:
            return found
    return []


def _circle_from(start: str, needs: dict[str, list[str]], done: set[str]) -> list[str]:
    """Walk along what is needed; ``done`` are projects that lead to no circle, more of which are added."""
    way: dict[str, None] = {start: None}
    stack: list[tuple[str, Iterator[str]]] = [(start, iter(needs[start]))]
    while stack:
        name, rest = stack[-1]
        following = next((one for one in rest if one not in done), None)
        if following is None:
            done.add(name)
            way.pop(name)
            stack.pop()
        elif following in way:
            names = list(way)
            return [*names[names.index(following) :], following]
        else:
            way[following] = None
            stack.append((following, iter(needs.get(following, ()))))
    return []
