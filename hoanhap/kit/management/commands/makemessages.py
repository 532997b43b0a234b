"""`hoanhap makemessages`: Django's own, which also collects the labels that pure modules mark with `N_` (kit/i18n.py)."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's command with one more name that marks a text, and without guessed translations."""

    xgettext_options = [
        *makemessages.Command.xgettext_options,
        "--keyword=N_",
        "--flag=N_:1:no-python-format",
    ]  # such a text may have {gaps} and a per cent sign
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
