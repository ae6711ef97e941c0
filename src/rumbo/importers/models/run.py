"""One import: its files, what it proposes line by line, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rumbo.importers.enums import Format, LineAction, Reason, RunState, Side, Verdict
from rumbo.importers.labels import field_label, shown_changes, shown_value
from rumbo.importers.schema import BY_KIND
from rumbo.importers.values import same
from rumbo.plan.enums import Standing


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that was edited on the desk since the workbook was written, as people read it.

    ``is_text`` says that it holds words, which can be compared one by one.
    """

    code: str
    label: str
    base: str
    here: str
    file: str
    side: str
    is_conflict: bool
    is_text: bool


class ImportRun(models.Model):
    """An import from its reading to its end. ``plan`` is empty while the plan that it would make does not exist.

    ``mapping`` is what the levels of documents mean (as `documents.Mapping.to_json` gives it); ``counts`` how many
    lines there are of each action, with ``taken`` and ``changed``; ``base`` the fingerprint of the plan that the
    proposal was compared with. ``named`` holds what a person says of the plan that it makes (`services.naming`);
    ``batch`` what a workbook wrote, to be undone in one.
    """

    plan = models.ForeignKey(
        "plan.Plan", models.CASCADE, null=True, blank=True, related_name="imports", verbose_name=_("plan")
    )
    new_key = models.SlugField(_("key of the new plan"), max_length=80, blank=True)
    format = models.CharField(_("format"), max_length=13, choices=Format.choices, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=RunState.choices, default=RunState.READING)
    mapping = models.JSONField(_("mapping"), default=dict, blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    base = models.CharField(max_length=64, blank=True, editable=False)
    error = models.TextField(_("error"), blank=True)
    named = models.JSONField(default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    batch = models.ForeignKey(
        "portfolio.Batch", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("bulk edit")
    )
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_format_display() or gettext('Import')} · {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def has_problems(self) -> bool:
        """Whether something has to be mended in the files before it can be applied."""
        return bool(self.counts.get(LineAction.PROBLEM))


class ImportFile(models.Model):
    """A file as it was given, kept so that it can be read again with another mapping."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="files")
    name = models.CharField(_("name"), max_length=500)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class ImportLine(models.Model):
    """What an import does with one element: ``before`` and ``after`` hold the fields that it writes, by code.

    References in them, and ``key``, are keys of the plan, also those that the import will make. ``counterpart`` and
    each of ``candidates`` hold ``kind``, ``key``, ``number`` and ``title``, the latter ``score`` too; ``choice`` is
    ``kind:key`` of a candidate. ``given`` are the values to be remembered of the files.

    ``cells`` are those that were edited on the desk since the workbook was written: each holds its ``code``, its
    values ``base`` (when written), ``here`` (now) and ``file``, and in ``side`` (of `enums.Side`) which one holds;
    empty where a person has to decide.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="lines")
    order = models.PositiveIntegerField()
    action = models.CharField(_("what happens"), max_length=10, choices=LineAction.choices)
    write = models.CharField(max_length=6, blank=True)
    reason = models.CharField(_("why"), max_length=14, choices=Reason.choices, blank=True)
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    key = models.CharField(_("key"), max_length=200, blank=True)
    number = models.CharField(_("number"), max_length=20, blank=True)
    title = models.TextField(_("title"), blank=True)
    file = models.CharField(_("file"), max_length=500, blank=True)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    line = models.PositiveIntegerField(_("line"), default=0)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    standing = models.CharField(_("counterpart"), max_length=12, choices=Standing.choices, blank=True)
    score = models.FloatField(_("likeness"), null=True)
    counterpart = models.JSONField(null=True)
    candidates = models.JSONField(default=list)
    given = models.JSONField(default=dict)
    cells = models.JSONField(default=list, blank=True)
    message = models.TextField(_("message"), blank=True)
    decision = models.CharField(_("decision"), max_length=6, choices=Verdict.choices, blank=True)
    choice = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("line of an import")
        verbose_name_plural = _("lines of an import")
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=["run", "order"], name="importers_line_order"),)
        indexes = (models.Index(fields=["run", "action", "order"], name="importers_line_action"),)

    def __str__(self) -> str:
        return f"{self.get_action_display()} · {self.number} {self.title}".strip()

    @property
    def place(self) -> str:
        """Where it stands: ``file:line``, or file, sheet and row of a workbook."""
        if self.sheet:
            return gettext("%(file)s, sheet %(sheet)s, row %(row)d") % {
                "file": self.file,
                "sheet": self.sheet,
                "row": self.line,
            }
        return f"{self.file}:{self.line}" if self.line else self.file

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """The fields that change, with their label and their texts before and after."""
        return shown_changes(self.kind, self.before, self.after)

    @property
    def edited_here(self) -> list[Cell]:
        """The cells that were edited on the desk alone, and stay."""
        return [cell for cell in self._shown_cells() if not cell.is_conflict]

    @property
    def conflicts(self) -> list[Cell]:
        """The cells that were edited on both sides."""
        return [cell for cell in self._shown_cells() if cell.is_conflict]

    @property
    def undecided(self) -> int:
        """How many of its conflicts nobody has decided."""
        return sum(not cell["side"] for cell in self.cells)

    @property
    def written(self) -> dict[str, Any]:
        """The values that it writes, those of decided conflicts among them."""
        mine = {cell["code"]: cell["file"] for cell in self.cells if cell["side"] == Side.MINE}
        return {**self.after, **mine}

    def _shown_cells(self) -> list[Cell]:
        def text(cell: dict[str, Any], name: str) -> str:
            return shown_value(self.kind, cell["code"], cell[name])

        table = BY_KIND.get(self.kind)
        words = {column.code for column in table.columns if column.type in ("text", "long")} if table else set()
        return [
            Cell(
                code=cell["code"],
                label=field_label(self.kind, cell["code"]),
                base=text(cell, "base"),
                here=text(cell, "here"),
                file=text(cell, "file"),
                side=cell["side"],
                is_conflict=not same(cell["file"], cell["base"]),
                is_text=cell["code"] in words,
            )
            for cell in self.cells
        ]

    @property
    def counterpart_name(self) -> str:
        """The counterpart with its number, or an empty text."""
        return name_of(self.counterpart) if self.counterpart else ""


def name_of(reference: dict[str, Any]) -> str:
    """Return number and title of a counterpart or candidate."""
    return f"{reference.get('number', '')} {reference['title']}".strip()
