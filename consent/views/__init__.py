"""The pages of consent for colleagues."""
