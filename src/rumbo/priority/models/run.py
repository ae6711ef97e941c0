"""A run: what went into a ranking or selection, and what came out, so that anybody can do it again."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rumbo.priority.enums import RunKind, RunState


class RunIsImmutable(Exception):
    """Something would change a finished run."""


class RunQuerySet(models.QuerySet["Run"]):
    """Runs; they are written one by one, by `Run.save`, so that none that is done can be changed or deleted."""

    def update(self, **kwargs: Any) -> int:
        """Refuse.

        Raises:
            RunIsImmutable: always.
        """
        raise RunIsImmutable("Runs are not updated in bulk")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete runs none of which is done.

        Raises:
            RunIsImmutable: one is done.
        """
        if self.filter(state=RunState.DONE).exists():
            raise RunIsImmutable("Runs that are done are not deleted")
        return super().delete()


class Run(models.Model):
    """One computation (`rumbo.methods.runs`): ``inputs`` and ``method`` as they were, and the ``result``.

    Once done nothing of it changes; ``checksum`` runs over inputs, method and result. ``share`` is how much of the
    work is done, from 0 to 1; ``stop`` asks the task to give up. ``origin`` says in the plan's own ids what the
    inputs were made from, so that pages can link to it.
    """

    plan = models.ForeignKey("plan.Plan", models.PROTECT, related_name="runs", verbose_name=_("plan"))
    round = models.ForeignKey(
        "priority.Round", models.PROTECT, null=True, blank=True, related_name="runs", verbose_name=_("round")
    )
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=RunKind.choices)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=9, choices=RunState.choices, default=RunState.WAITING)
    inputs = models.JSONField(default=dict)
    method = models.JSONField(default=dict)
    origin = models.JSONField(default=dict, blank=True)
    result = models.JSONField(default=dict, blank=True)
    checksum = models.CharField(_("checksum"), max_length=80, blank=True)
    made_with = models.CharField(_("made with version"), max_length=40, blank=True)
    share = models.FloatField(default=0)
    stop = models.BooleanField(default=False)
    error = models.TextField(_("error"), blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("asked at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = RunQuerySet.as_manager()

    _was_done = False

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["plan", "number"], name="priority_run_number"),)

    def __str__(self) -> str:
        return f"{self.number} · {self.title}"

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Remember whether it is done, so that `save` can refuse to change it."""
        run: Self = super().from_db(*args, **kwargs)
        run._was_done = run.__dict__.get("state", RunState.DONE) == RunState.DONE
        return run

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read it again, and remember whether it is done."""
        super().refresh_from_db(*args, **kwargs)
        self._was_done = self.__dict__.get("state", RunState.DONE) == RunState.DONE

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it.

        Raises:
            RunIsImmutable: it is done.
        """
        if self._was_done:
            raise RunIsImmutable(f"Run {self.pk} is done and cannot be changed")
        super().save(*args, **kwargs)
        self._was_done = self.is_done

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete it.

        Raises:
            RunIsImmutable: it is done.
        """
        if self._was_done:
            raise RunIsImmutable(f"Run {self.pk} is done and cannot be deleted")
        return super().delete(*args, **kwargs)

    @property
    def is_done(self) -> bool:
        """Whether it has a result."""
        return self.state == RunState.DONE


class RunChange(models.Model):
    """That a run was asked for, finished, cancelled or failed: who and when."""

    run = models.ForeignKey("priority.Run", models.CASCADE, related_name="changes")
    state = models.CharField(_("state"), max_length=9, choices=RunState.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of a run")
        verbose_name_plural = _("changes of runs")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.run_id} · {self.state}"
