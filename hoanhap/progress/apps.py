from django.apps import AppConfig

from hoanhap.kit.i18n import gettext_noop as N_


class ProgressConfig(AppConfig):
    name = "hoanhap.progress"
    label = "progress"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let plans split a target by what units reached before, and keep the codes and names under which figures were told."""
        from hoanhap.plans.queries.cascade import offer_baseline
        from hoanhap.plans.services import keep_recorded, keep_units
        from hoanhap.progress.queries.baseline import last_results
        from hoanhap.progress.queries.told import codes_told, units_told

        keep_recorded(codes_told)
        keep_units(units_told)
        offer_baseline("result", N_("kết quả kỳ trước"), last_results)
