"""What is printed of prioritisation."""
