"""The page of a run of the kind `ranking`."""

from __future__ import annotations

from rumbo.priority.web.run_views.view import RunView

VIEW = RunView("priority/runs/_ranking.html")
