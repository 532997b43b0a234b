"""Which three refusals may a service answer with?

`Refused` (the rules say no, with reasons), `StaleState` (somebody else saved first) and Django's `PermissionDenied`.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One reason for a refusal, in the four parts a message has: what, why, what to do, which article.

    `code` is stable; `field` names the form field it belongs to, if any; `article` is the short citation.
    """

    code: str
    what: str
    why: str = ""
    remedy: str = ""
    article: str = ""
    field: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.remedy, self.article) if part)


class Refused(Exception):
    """The change breaks a rule; nothing was saved. `problems` says why, never empty."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        if not problems:
            raise ValueError("a refusal names at least one problem")
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class StaleState(Exception):
    """The record changed since the page was read; nothing was saved. The officer reads again and decides anew."""
