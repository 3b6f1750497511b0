"""One document on a terminal: its head, its findings, its action items, its times."""
