"""Priority by consensus: rounds of evaluation, stored runs, and the priority portfolio that a council publishes."""
