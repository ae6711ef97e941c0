"""Communication for tests."""

from __future__ import annotations

import factory
from django.utils import timezone

from factories.plan import PlanFactory
from rumbo.communication.models import Announcement, Notice, Subscription


class NoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notice

    plan = factory.SubFactory(PlanFactory)
    to = factory.Sequence(lambda n: f"persona{n}@ejemplo.example")
    subject = factory.Sequence(lambda n: f"Aviso {n}")
    text = "Un aviso."
    message_id = factory.Sequence(lambda n: f"<aviso-{n}@rumbo.example>")


class SubscriptionFactory(factory.django.DjangoModelFactory):
    """Follows the plan, confirmed."""

    class Meta:
        model = Subscription

    plan = factory.SubFactory(PlanFactory)
    email = factory.Sequence(lambda n: f"sigue{n}@ejemplo.example")
    kind = "plan"
    thing = factory.LazyAttribute(lambda o: o.plan.pk)
    confirmed_at = factory.LazyFunction(timezone.now)


class AnnouncementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Announcement

    plan = factory.SubFactory(PlanFactory)
    key = factory.Sequence(lambda n: f"comunicado-{n}")
    title = factory.Sequence(lambda n: f"Comunicado {n}")
