"""Property tests without a stopwatch: a busy machine is no counterexample, and a run can be repeated."""

from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")
