"""What public and staff pages of the portfolio have in common."""
