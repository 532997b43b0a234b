"""Do the made-up examples of the law pages start while their entry holds?"""

from hoanhap.law.book import book
from hoanhap.law.clocks import calendar
from hoanhap.rulebook.views.counting import _example_moment


def test_every_example_starts_under_its_own_entry():
    law, days = book(), calendar()
    wrong = [
        (entry.id, str(moment.day))
        for rule in law.rules
        for entry in rule.entries
        if entry.is_clock and rule.at((moment := _example_moment(days, rule, entry)).day) is not entry
    ]
    assert wrong == []
