"""Citizens' proposals as a file; without name and e-mail of whoever sent them."""

from __future__ import annotations

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from rumbo.core.tables import Column, Table

PROPOSALS = Table(
    "proposals",
    _("Proposals"),
    (
        Column("number", _("Number"), lambda row: row.pk, 10),
        Column("call", _("Call"), lambda row: row.call.title, 40),
        Column("axis", _("Axis"), lambda row: row.axis.title, 30),
        Column("title", _("Title"), lambda row: row.title, 50),
        Column("problem", _("Problem"), lambda row: row.problem, 60),
        Column("beneficiaries", _("Who benefits"), lambda row: row.beneficiaries, 40),
        Column("place", _("Place"), lambda row: row.place, 30),
        Column("latitude", _("Latitude"), lambda row: None if row.latitude is None else float(row.latitude), 12),
        Column("longitude", _("Longitude"), lambda row: None if row.longitude is None else float(row.longitude), 12),
        Column("state", _("State"), lambda row: row.state, 14),
        Column("supports", _("Support"), lambda row: row.support_count, 10),
        Column("sent", _("Sent on"), lambda row: localtime(row.created_at).date(), 12),
        Column("answer", _("Answer"), lambda row: row.answer, 60),
    ),
)
