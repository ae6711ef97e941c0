"""Reading indicators, their values, targets and statuses: nothing is written here."""
