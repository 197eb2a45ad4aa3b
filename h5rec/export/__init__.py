"""Turning a log into what others can open."""
