"""What waits of consent."""
