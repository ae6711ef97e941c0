"""The pages of communication."""
