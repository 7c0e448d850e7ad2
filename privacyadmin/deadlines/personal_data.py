"""Holidays and terms: nothing on a person."""
