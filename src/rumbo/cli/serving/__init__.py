"""What `rumbo serve` does: prepare, start the processes, watch them, stop them."""
