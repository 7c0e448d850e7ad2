"""The verbs of a request, by noun: receiving, identity, handling, gathering, redacting, vetting, deciding, answering, delivering."""
