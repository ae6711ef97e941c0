"""Django commands of communication."""
