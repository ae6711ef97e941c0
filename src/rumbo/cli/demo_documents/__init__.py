"""Photos and documents of some projects of the demonstration; all of it drawn and invented."""

from rumbo.cli.demo_documents.build import add_documents

__all__ = ("add_documents",)
