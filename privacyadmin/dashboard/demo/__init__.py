"""A board of fictional people, the same for the same seed and day: what `make demo` shows."""
