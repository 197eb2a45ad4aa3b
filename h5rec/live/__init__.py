"""Watching live: a hub, and the server that viewers connect to."""
