"""Steps as data: nothing on a person."""
