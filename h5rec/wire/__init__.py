"""The stream's bytes: no matplotlib, no files, no sockets, no threads."""
