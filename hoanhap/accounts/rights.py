"""Which rights exist, which role holds which, and on which level may a role be granted?"""

from enum import StrEnum

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_


class P(StrEnum):
    """Names of rights, as views and procedures ask for them."""

    PERSON_VIEW = "person.view"
    PERSON_REGISTER = "person.register"
    PERSON_MERGE = "person.merge"
    PERSON_EXPORT = "person.export"
    PERSON_IMPORT = "person.import"
    IDENTITY_REVEAL = "identity.reveal"
    HEALTH_VIEW = "health.view"
    CASE_VIEW = "case.view"
    CASE_RECORD = "case.record"
    CASE_DECIDE = "case.decide"
    CASE_VOID = "case.void"
    MOVE_SETTLE = "move.settle"
    ROUND_OPEN = "round.open"
    PAPER_VIEW = "paper.view"
    PAPER_ISSUE = "paper.issue"
    PLAN_VIEW = "plan.view"
    PLAN_EDIT = "plan.edit"
    PLAN_ANSWER = "plan.answer"
    TASK_REPORT = "task.report"
    FIGURE_ENTER = "figure.enter"
    PRAISE = "praise"
    FIGURE_VIEW = "figure.view"
    UNIT_EDIT = "unit.edit"
    RETENTION = "retention"
    LAW_CONFIRM = "law.confirm"
    LAW_LOCAL = "law.local"
    AUDIT_VIEW = "audit.view"


class Role(Labelled):
    """What a grant makes of a user."""

    COMMUNE_OFFICER = "commune_officer", N_("Cán bộ Công an cấp xã")
    COMMUNE_CHIEF = "commune_chief", N_("Trưởng, Phó Trưởng Công an cấp xã")
    COMMITTEE_OFFICER = "committee_officer", N_("Cán bộ Ủy ban nhân dân cấp xã")
    PROVINCE_OFFICER = "province_officer", N_("Cán bộ Công an cấp tỉnh")
    STEERING_OFFICER = "steering_officer", N_("Cơ quan thường trực Ban Chỉ đạo")
    FACILITY_OFFICER = "facility_officer", N_("Cán bộ cơ sở cai nghiện")
    CLINIC_OFFICER = "clinic_officer", N_("Cán bộ cơ sở điều trị")
    LEGAL_OFFICER = "legal_officer", N_("Cán bộ pháp chế")
    AUDITOR = "auditor", N_("Thanh tra, kiểm tra")


_READ = frozenset({P.PERSON_VIEW, P.CASE_VIEW, P.PAPER_VIEW, P.PLAN_VIEW, P.FIGURE_VIEW})
_WORK = _READ | {P.PERSON_REGISTER, P.CASE_RECORD, P.CASE_VOID, P.PAPER_ISSUE, P.IDENTITY_REVEAL}

RIGHTS: dict[Role, frozenset[P]] = {
    Role.COMMUNE_OFFICER: _WORK | {P.PERSON_EXPORT, P.PERSON_IMPORT, P.CASE_DECIDE, P.ROUND_OPEN, P.TASK_REPORT, P.FIGURE_ENTER},
    Role.COMMUNE_CHIEF: _WORK
    | {P.PERSON_EXPORT, P.PERSON_IMPORT, P.CASE_DECIDE, P.PERSON_MERGE, P.ROUND_OPEN, P.TASK_REPORT, P.FIGURE_ENTER, P.PLAN_ANSWER},
    Role.COMMITTEE_OFFICER: _READ | {P.TASK_REPORT, P.FIGURE_ENTER, P.PLAN_ANSWER},
    Role.PROVINCE_OFFICER: _READ
    | {
        P.PERSON_EXPORT,
        P.IDENTITY_REVEAL,
        P.UNIT_EDIT,
        P.PERSON_MERGE,
        P.LAW_LOCAL,
        P.MOVE_SETTLE,
        P.ROUND_OPEN,
        P.RETENTION,
        P.TASK_REPORT,
        P.FIGURE_ENTER,
    },
    Role.STEERING_OFFICER: frozenset(
        {P.PLAN_VIEW, P.PLAN_EDIT, P.PLAN_ANSWER, P.TASK_REPORT, P.FIGURE_VIEW, P.FIGURE_ENTER, P.PRAISE, P.UNIT_EDIT, P.LAW_LOCAL}
    ),
    Role.FACILITY_OFFICER: frozenset({P.PLAN_VIEW, P.HEALTH_VIEW, P.TASK_REPORT}),
    Role.CLINIC_OFFICER: frozenset({P.PLAN_VIEW, P.HEALTH_VIEW, P.TASK_REPORT}),
    Role.LEGAL_OFFICER: frozenset({P.LAW_CONFIRM}),
    Role.AUDITOR: frozenset({P.AUDIT_VIEW, P.PERSON_VIEW, P.CASE_VIEW, P.PAPER_VIEW, P.PLAN_VIEW, P.FIGURE_VIEW}),
}
"""CASE_DECIDE of a commune officer means drafting and recording a decision that the chief signed (the signer is named in the event)."""

LEVELS: dict[Role, frozenset[str]] = {
    Role.COMMUNE_OFFICER: frozenset({"commune"}),
    Role.COMMUNE_CHIEF: frozenset({"commune"}),
    Role.COMMITTEE_OFFICER: frozenset({"commune"}),
    Role.PROVINCE_OFFICER: frozenset({"province"}),
    Role.STEERING_OFFICER: frozenset({"commune", "province", "nation"}),
    Role.FACILITY_OFFICER: frozenset({"commune", "province"}),
    Role.CLINIC_OFFICER: frozenset({"commune", "province"}),
    Role.LEGAL_OFFICER: frozenset({"province", "nation"}),
    Role.AUDITOR: frozenset({"commune", "province", "nation"}),
}
"""The levels of units a role may be granted on; «nation» is a grant without a unit."""
