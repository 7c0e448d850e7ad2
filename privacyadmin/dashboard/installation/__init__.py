"""A school's own server: the first people of an empty database, a new version in one step, and what is wrong with it."""
