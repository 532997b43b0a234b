"""Tables of the app: figures told with evidence."""

from hoanhap.progress.models.figures import EnteredFigure, Evidence

__all__ = ["EnteredFigure", "Evidence"]
