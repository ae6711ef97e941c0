"""Commands of the portfolio."""
