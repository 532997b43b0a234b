"""Which three refusals may a service answer with?

`Refused` (the rules say no, with reasons), `StaleState` (somebody else saved first) and Django's `PermissionDenied`.
"""

import dataclasses
from collections.abc import Mapping, Sequence


@dataclasses.dataclass(frozen=True)
class Problem:
    """One reason for a refusal, in the four parts a message has: what, why, what to do, which article.

    `code` is stable; `field` names the form field it belongs to, if any; `article` is the short citation. Texts are Vietnamese
    message ids; `%(name)s` places in `what` and `why` are filled from `params` after translation.
    """

    code: str
    what: str
    why: str = ""
    remedy: str = ""
    article: str = ""
    field: str = ""
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        texts = (self._filled(self.what), self._filled(self.why), self.remedy, self.article)
        return " ".join(text for text in texts if text)

    def _filled(self, text: str) -> str:
        return text % self.params if self.params else text


class Refused(Exception):
    """The change breaks a rule; nothing was saved. `problems` says why, never empty."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        if not problems:
            raise ValueError("a refusal names at least one problem")
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class StaleState(Exception):
    """The record changed since the page was read; nothing was saved. The officer reads again and decides anew."""
