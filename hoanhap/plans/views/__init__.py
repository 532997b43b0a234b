"""Pages of plans."""

from hoanhap.plans.views.cascade import allocation_answer, cascade, child_start, compare_parent, objection_settle, target_split
from hoanhap.plans.views.children import plan_children
from hoanhap.plans.views.files import plan_download, plan_import, plan_template
from hoanhap.plans.views.fixes import finding_fix
from hoanhap.plans.views.paper import plan_paper, plan_paper_file
from hoanhap.plans.views.plans import plan_adopt, plan_check, plan_edit, plan_head_edit, plan_history, plan_list, plan_new
from hoanhap.plans.views.tables import table_edit
from hoanhap.plans.views.targets import target_edit, target_new
from hoanhap.plans.views.tasks import plan_task_edit, plan_task_new

__all__ = [
    "allocation_answer",
    "cascade",
    "child_start",
    "compare_parent",
    "finding_fix",
    "objection_settle",
    "plan_adopt",
    "plan_check",
    "plan_children",
    "plan_download",
    "plan_edit",
    "plan_head_edit",
    "plan_history",
    "plan_import",
    "plan_list",
    "plan_new",
    "plan_paper",
    "plan_paper_file",
    "plan_task_edit",
    "plan_task_new",
    "plan_template",
    "table_edit",
    "target_edit",
    "target_new",
    "target_split",
]
