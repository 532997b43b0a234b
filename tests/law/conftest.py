"""Property tests are judged by their answer, not by the clock of a busy machine."""

from hypothesis import settings

settings.register_profile("hoanhap", deadline=None)
settings.load_profile("hoanhap")
