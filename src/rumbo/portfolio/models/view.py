"""Views of the portfolio that people keep, and what they print of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rumbo.portfolio.enums import PrintKind, PrintState


class SavedView(models.Model):
    """A view of the portfolio under a name: ``query`` is the part of its address after the question mark.

    ``shared``: all who work on the plan see it, not only its owner.
    """

    plan = models.ForeignKey("plan.Plan", models.CASCADE, related_name="saved_views", verbose_name=_("plan"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=2000, blank=True)
    shared = models.BooleanField(_("for all who work on the plan"), default=False)
    at = models.DateTimeField(_("when"), auto_now=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(fields=["plan", "owner", "name"], name="portfolio_saved_view_name"),)

    def __str__(self) -> str:
        return self.name


class Print(models.Model):
    """A file made of many projects by a task: ``done`` of ``total`` are in it, ``query`` says which they are.

    ``options`` says how: ``full``, whole profiles instead of one page each; ``blank``, how many forms of no project;
    ``site``, where the codes lead. ``published``: everybody may download it.
    """

    plan = models.ForeignKey("plan.Plan", models.CASCADE, related_name="prints", verbose_name=_("plan"))
    kind = models.CharField(_("kind"), max_length=9, choices=PrintKind.choices)
    query = models.CharField(max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=5, default="es")
    state = models.CharField(_("state"), max_length=7, choices=PrintState.choices, default=PrintState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.FileField(_("file"), upload_to="impresos/", max_length=200, blank=True)
    options = models.JSONField(default=dict, blank=True)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    published = models.BooleanField(_("offered in public"), default=False)
    error = models.TextField(_("error"), blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("asked at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("printed file")
        verbose_name_plural = _("printed files")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.at:%Y-%m-%d %H:%M}"
