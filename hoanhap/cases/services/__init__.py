"""Which changes does the app make? Events enter through `open_case`, `record` and `void`; papers through `issue_paper` and `issue_list`."""

from hoanhap.cases.services.events import deadline_fields, governing_law, instant, open_case, record, span_fields, void
from hoanhap.cases.services.identity import correct_person
from hoanhap.cases.services.merging import follow_identity
from hoanhap.cases.services.papers import issue_list, issue_paper

__all__ = [
    "correct_person",
    "deadline_fields",
    "follow_identity",
    "governing_law",
    "instant",
    "issue_list",
    "issue_paper",
    "open_case",
    "record",
    "span_fields",
    "void",
]
