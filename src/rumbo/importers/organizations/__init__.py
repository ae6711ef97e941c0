"""Lists of organizations: CSV files with a sector (or group) and a name a row."""

from rumbo.importers.organizations.read import is_organizations, read_organizations

__all__ = ["is_organizations", "read_organizations"]
