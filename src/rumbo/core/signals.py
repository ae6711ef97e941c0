"""News of the core."""

from django.dispatch import Signal

#: Sent inside the transaction that wrote them. ``sender``: the model; ``records``: the records as saved.
records_saved = Signal()
