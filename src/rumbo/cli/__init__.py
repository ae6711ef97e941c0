"""The `rumbo` command."""


def main() -> None:
    """Run the program."""
