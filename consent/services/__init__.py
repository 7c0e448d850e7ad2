"""What is done with consent: purposes and texts, answers, occasions."""
