"""Measures how close the player's canvas is to Agg: every figure of a folder of scripts, as a web page."""
