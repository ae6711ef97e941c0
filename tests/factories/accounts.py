import factory

from rumbo.accounts.models import Organization, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"persona{n}@example.org")
    name = factory.Sequence(lambda n: f"Persona {n}")
    password = factory.django.Password("una clave larga")


class OrganizationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organization

    key = factory.Sequence(lambda n: f"organizacion-{n}")
    title = factory.Sequence(lambda n: f"Organización {n}")
    sector = "public"
