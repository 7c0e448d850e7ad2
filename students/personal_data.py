"""What the ground of the school holds on a pupil, field by field (SETTLED 16)."""
