"""What leaves the register of consents as a file."""
