"""Files that came in, and the letters and e-mails of a case: one service, one way out."""
