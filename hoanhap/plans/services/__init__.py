"""Writes of plans. Nothing else changes a plan."""

from hoanhap.plans.services.cascade import answer_allocation, children_of, may_answer, settle_objection, start_child
from hoanhap.plans.services.facts import gather, known_laws, of_law
from hoanhap.plans.services.keeping import keep_recorded, keep_units, standing_of
from hoanhap.plans.services.notices import drop_notice, note_child
from hoanhap.plans.services.places import look_up, units_below
from hoanhap.plans.services.rows import read, read_target
from hoanhap.plans.services.writing import (
    Change,
    Imported,
    Outcome,
    add_allocation,
    adopt_plan,
    change_plan,
    create_plan,
    import_plan,
    may_edit,
    record_export,
    remove_target,
    update_table,
    update_target,
    visible_to,
    with_table,
    with_target,
    with_task,
)

__all__ = [
    "Change",
    "Imported",
    "Outcome",
    "add_allocation",
    "adopt_plan",
    "answer_allocation",
    "change_plan",
    "children_of",
    "create_plan",
    "drop_notice",
    "gather",
    "import_plan",
    "keep_recorded",
    "keep_units",
    "known_laws",
    "look_up",
    "may_answer",
    "may_edit",
    "note_child",
    "of_law",
    "read",
    "read_target",
    "record_export",
    "remove_target",
    "settle_objection",
    "standing_of",
    "start_child",
    "units_below",
    "update_table",
    "update_target",
    "visible_to",
    "with_table",
    "with_target",
    "with_task",
]
