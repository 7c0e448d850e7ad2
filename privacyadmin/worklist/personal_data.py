"""Nothing is held here: it shows what other apps hold."""
