"""For what one time consent is asked: a transfer, a disclosure, a talk of the care team, an entry of medical data."""
