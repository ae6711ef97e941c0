import factory

from rumbo.places.models import Territory


class TerritoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Territory

    key = factory.Sequence(lambda n: f"municipio-{n}")
    title = factory.Sequence(lambda n: f"Municipio {n}")
    kind = "municipality"
