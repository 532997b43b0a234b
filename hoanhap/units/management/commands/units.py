"""`hoanhap units load`: units, successions and their agencies from the installed packages."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hoanhap.units import services


class Command(BaseCommand):
    """Load the administrative units. Safe to run at any time; a second run changes nothing."""

    help = "Load provinces, districts and communes of today and of the past, what became of them, and their agencies."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action, so that later ones (e.g. showing what a new package would change) have a place."""
        parser.add_argument("action", choices=["load"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many rows changed. Raises CommandError when the packages are not those the program was written for."""
        from hoanhap.units.gazetteer import SourcesDisagree

        try:
            loaded = services.load_units()
        except SourcesDisagree as error:
            raise CommandError(f"The packages of administrative units changed: {error}") from error
        if options["verbosity"] == 0:
            return
        self.stdout.write(
            f"Units: {loaded.units} rows new or changed, {loaded.titles} former titles, "
            f"{loaded.successions} successions, {loaded.organisations} organisations."
        )
