"""What the pages of consent ask."""
