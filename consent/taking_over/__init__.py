"""Answers that families gave in another system (Parro, Magister): read from a list, compared, and written as it was shown (S2-152)."""
