"""The search index: plain tables that work the same on every database. Written by `rumbo.core.services.search`."""

from __future__ import annotations

from django.db import models

from rumbo.core.models.record import State

#: The scope of records that all plans share; else a scope is the number of a plan.
SHARED = 0


class SearchEntry(models.Model):
    """What search shows of a record. ``parent`` is the entry of the record it stands under."""

    scope = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    record = models.BigIntegerField()
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    key = models.CharField(max_length=150)
    number = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=1000)
    title_en = models.CharField(max_length=1000, blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.CURRENT)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "record"], name="core_searchentry_record"),)
        indexes = (models.Index(fields=["scope", "kind"], name="core_searchentry_scope"),)

    def __str__(self) -> str:
        return self.title


class SearchPosting(models.Model):
    """Says that an entry has a word (its stem), how much that weighs, and where in its text it stands first."""

    scope = models.BigIntegerField()
    stem = models.CharField(max_length=40)
    weight = models.SmallIntegerField()
    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="postings")
    place = models.IntegerField()

    class Meta:
        indexes = (models.Index(fields=["scope", "stem", "weight", "entry"], name="core_searchposting_stem"),)

    def __str__(self) -> str:
        return self.stem


class SearchWord(models.Model):
    """A word of the vocabulary of a plan, folded, with its stem and the form in which to show it."""

    scope = models.BigIntegerField()
    word = models.CharField(max_length=40)
    shown = models.CharField(max_length=40)
    stem = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["scope", "word"], name="core_searchword_word"),)
        indexes = (models.Index(fields=["scope", "stem"], name="core_searchword_stem"),)

    def __str__(self) -> str:
        return self.shown


class SearchScope(models.Model):
    """The state of a plan's vocabulary: a new random number at each change tells processes to read theirs again.

    Random, not counted: a change that was rolled back must not lend its number to the next one.
    """

    scope = models.BigIntegerField(primary_key=True)
    version = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.scope}: {self.version}"
