"""The log on disk: writing, reading, repairing it."""
