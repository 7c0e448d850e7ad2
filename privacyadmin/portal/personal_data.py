"""Pages only: nothing is held here."""
