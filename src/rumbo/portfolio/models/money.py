"""What a project costs and where the money comes from. All amounts are exact decimals in the plan's currency."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.core.money import MoneyField
from rumbo.portfolio.enums import FundingSource, FundingState
from rumbo.portfolio.models.part import ProjectPart

YEAR = [MinValueValidator(2000)]
ZERO = Decimal(0)
#: Money that may be spent, and money that is at least authorised.
COMMITTED = (FundingState.COMMITTED, FundingState.SPENT)
SURE = (FundingState.AUTHORIZED, *COMMITTED)
#: An identifier of the Open Contracting Data Standard: the publisher's prefix, and what it calls the process.
OCID = re.compile(r"ocds-[a-z0-9]{6}-[!-~]+", re.ASCII)


class Estimate(ProjectPart):
    """What a part of a project is estimated to cost, at the prices of ``price_year``; its title says what it pays."""

    KIND = "estimate"
    EDITABLE: ClassVar[tuple[str, ...]] = ("project", *Element.EDITABLE, "year", "amount", "price_year")

    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR)
    amount = MoneyField(_("amount"), validators=[MinValueValidator(0)])
    price_year = models.PositiveSmallIntegerField(_("at prices of"), validators=YEAR)

    history = HistoricalRecords()

    class Meta(ProjectPart.Meta):
        verbose_name = _("estimate")
        verbose_name_plural = _("estimates")
        ordering = ("year", "position", "pk")

    def clean(self) -> None:
        """Refuse a year after the plan's end; what was spent before its beginning is part of the cost."""
        _check_year(self)


class Funding(ProjectPart):
    """Money for a project from a source in a year, and how sure it is; its title names the fund or programme.

    ``spent`` is how much of the amount is spent so far; none where only the state tells.
    """

    KIND = "funding"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "project",
        *Element.EDITABLE,
        "source",
        "territory",
        "year",
        "amount",
        "status",
        "spent",
    )

    source = models.CharField(_("source"), max_length=13, choices=FundingSource.choices)
    territory = models.ForeignKey(
        "places.Territory", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("territory")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR)
    amount = MoneyField(_("amount"), validators=[MinValueValidator(0)])
    status = models.CharField(
        _("how sure"), max_length=10, choices=FundingState.choices, default=FundingState.IDENTIFIED
    )
    spent = MoneyField(_("spent so far"), null=True, blank=True, validators=[MinValueValidator(0)])

    history = HistoricalRecords()

    class Meta(ProjectPart.Meta):
        verbose_name = _("funding")
        verbose_name_plural = _("fundings")
        ordering = ("year", "position", "pk")

    @property
    def spent_amount(self) -> Decimal:
        """What is spent: as given, or all of it where only the state tells so."""
        return self.by_state()[FundingState.SPENT]

    @property
    def sure_amount(self) -> Decimal:
        """What is at least authorised; what is spent is, whatever the state."""
        return sum((amount for state, amount in self.by_state().items() if state in SURE), ZERO)

    def by_state(self) -> dict[str, Decimal]:
        """Return its money by how far it came: what is spent, and what is left of it."""
        spent, left = parted(self.amount, self.status, self.spent)
        found = {FundingState.SPENT.value: spent}
        found[left_as(self.status)] = left + found.get(left_as(self.status), ZERO)
        return found

    def clean(self) -> None:
        """Refuse a year after the plan's end."""
        _check_year(self)

    def doubts(self) -> list[str]:
        """Doubt money of before the plan, less spent than before, and spending beyond what is committed or signed."""
        if not self.is_current:
            return []
        found = [*self.spending_doubts(), *self._less_spent()]
        plan = self.project.plan
        if self.year < plan.start_year:
            message = gettext("The plan begins in %(start)d and the money is of %(year)d.")
            found.append(message % {"start": plan.start_year, "year": self.year})
        if self.spent_amount and (doubt := _above_contracts(self.project_id, funding=self)):
            found.append(doubt)
        return found

    def spending_doubts(self) -> list[str]:
        """Return how its spending goes beyond what the row itself has."""
        found, spent = [], self.spent_amount
        if spent > self.amount:
            message = gettext("%(spent)s are spent, and the row has %(amount)s.")
            found.append(message % {"spent": in_pesos(spent), "amount": in_pesos(self.amount)})
        if spent and self.status not in COMMITTED:
            message = gettext("%(spent)s are spent of money that is not committed yet: it is “%(state)s”.")
            found.append(message % {"spent": in_pesos(spent), "state": self.get_status_display().lower()})
        return found

    def _less_spent(self) -> list[str]:
        """Return that less would be spent than the saved row says, where it would."""
        before = Funding.objects.filter(pk=self.pk).first() if self.pk is not None else None
        if before is None or self.spent_amount >= before.spent_amount:
            return []
        message = gettext(
            "%(before)s were spent, and now it would be %(now)s: correct the amount, or say why it is less."
        )
        return [message % {"before": in_pesos(before.spent_amount), "now": in_pesos(self.spent_amount)}]


class Contract(ProjectPart):
    """A contract of a project; ``ocid`` is its identifier in the Open Contracting Data Standard."""

    KIND = "contract"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "project",
        *Element.EDITABLE,
        "ocid",
        "contractor",
        "signed_on",
        "ends_on",
        "amount",
    )

    ocid = models.CharField(_("OCDS id"), max_length=120, blank=True)
    contractor = models.CharField(_("contractor"), max_length=250, blank=True)
    signed_on = models.DateField(_("signed"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    amount = MoneyField(_("amount"), validators=[MinValueValidator(0)])

    history = HistoricalRecords()

    class Meta(ProjectPart.Meta):
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")

    def clean(self) -> None:
        """Refuse what is no OCDS id, and an end before the signature."""
        if self.ocid and not OCID.fullmatch(self.ocid):
            message = gettext(
                "It is no OCDS id. It begins with “ocds-”, the six letters or digits of who publishes it and a "
                "hyphen: ocds-a1b2c3-LPN-004-2026."
            )
            raise ValidationError({"ocid": message})
        if self.signed_on and self.ends_on and self.ends_on < self.signed_on:
            raise ValidationError({"ends_on": gettext("It ends before it is signed: look at both days.")})

    def doubts(self) -> list[str]:
        """Doubt contracts that are worth less than what the project has spent already."""
        doubt = _above_contracts(self.project_id, contract=self) if self.is_current else ""
        return [doubt] if doubt else []


def in_pesos(amount: Decimal) -> str:
    """Return an amount to the cent, as people write it."""
    return f"${amount:,.2f}"


def parted(amount: Decimal, status: str, spent: Decimal | None) -> tuple[Decimal, Decimal]:
    """Return what of a funding is spent, and what is left of its amount."""
    used = spent if spent is not None else amount if status == FundingState.SPENT else ZERO
    return used, max(amount - used, ZERO)


def left_as(status: str) -> str:
    """Return how sure the money is that is left: what was committed to be spent, and is not, is still committed."""
    return FundingState.COMMITTED.value if status == FundingState.SPENT else str(status)


def above_contracts(fundings: Iterable[Any], contracts: Iterable[Any]) -> str:
    """Say that a project spent more than its contracts come to; nothing where it did not, or has none."""
    signed = [contract.amount for contract in contracts]
    spent = sum((funding.spent_amount for funding in fundings), ZERO)
    if not signed or spent <= sum(signed, ZERO):
        return ""
    message = gettext("The project has spent %(spent)s, and its contracts come to %(signed)s.")
    return message % {"spent": in_pesos(spent), "signed": in_pesos(sum(signed, ZERO))}


def _above_contracts(project: int, *, funding: Funding | None = None, contract: Contract | None = None) -> str:
    """Say what `above_contracts` does of a project, with a row as it would be saved."""
    contracts = list(Contract.objects.current().filter(project=project).exclude(pk=contract.pk if contract else None))
    contracts += [contract] if contract is not None else []
    if not contracts:
        return ""
    fundings = list(Funding.objects.current().filter(project=project).exclude(pk=funding.pk if funding else None))
    return above_contracts([*fundings, *([funding] if funding is not None else [])], contracts)


def _check_year(row: Any) -> None:
    end = row.project.plan.end_year
    if row.year > end:
        message = gettext("The plan ends in %(end)d: choose a year until then.")
        raise ValidationError({"year": message % {"end": end}})
