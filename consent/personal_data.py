"""Nothing is held here yet."""
