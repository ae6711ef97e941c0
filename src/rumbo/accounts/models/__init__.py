"""People and organizations."""

from rumbo.accounts.models.organization import Organization
from rumbo.accounts.models.user import User

__all__ = ["Organization", "User"]
