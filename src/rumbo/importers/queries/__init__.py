"""Reading imports and what they left to confirm."""
