"""Tables of the app: figures told with evidence, proposals of praise and criticism."""

from hoanhap.progress.models.figures import EnteredFigure, Evidence
from hoanhap.progress.models.praise import Proposal, ProposalEvent

__all__ = ["EnteredFigure", "Evidence", "Proposal", "ProposalEvent"]
