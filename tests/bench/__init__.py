"""How fast h5rec is, beside its peers: `python -m tests.bench`."""
