"""What the school writes to people: in words that the board can change, to whom, and how: in the portal or on paper."""
