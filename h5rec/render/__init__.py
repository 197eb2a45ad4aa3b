"""matplotlib's drawing calls to ops. No bytes, no files, no clocks."""
