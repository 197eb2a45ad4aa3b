"""How many examples hypothesis tries: HYPOTHESIS_PROFILE=thorough for many."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# No deadline: on a busy machine the slowest of a hundred examples says nothing.
_COMMON = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
settings.register_profile("quick", _COMMON, max_examples=50)
settings.register_profile("thorough", _COMMON, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
