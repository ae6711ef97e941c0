"""News of the core."""

from django.dispatch import Signal

#: Sent inside the transaction that wrote them. ``sender``: the model; ``records``: the records as saved;
#: ``fields``: the only ones that were written, left out where any may have been.
records_saved = Signal()
