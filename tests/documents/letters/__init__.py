"""An app that a test worker has installed: it makes one kind of document."""
