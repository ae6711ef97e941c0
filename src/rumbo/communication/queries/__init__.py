"""What there is to read of communication."""
