import pytest
from django.core.management import call_command
from django.db import connection

from hoanhap.units.models import FormerTitle, Organisation, Succession, Unit
from hoanhap.units.services import Loaded, load_units

pytestmark = [pytest.mark.django_db, pytest.mark.db_owner]


def test_a_second_load_changes_nothing(all_units: None) -> None:
    assert Unit.objects.count() == 14_138
    assert load_units() == Loaded(units=0, titles=0, successions=0, organisations=0)


def test_a_load_mends_what_differs_and_deletes_nothing(all_units: None) -> None:
    Unit.objects.filter(pk=166).update(name="Cầu Giấy cũ", name_key="x")
    FormerTitle.objects.filter(unit=9193).delete()
    Succession.objects.filter(predecessor=200_169).delete()
    entered = Organisation.objects.create(unit_id=166, kind="clinic", name="Phòng khám")
    assert entered.pk >= 1_000_000_000
    Organisation.objects.filter(pk=16_610).update(name="Công an phường khác")
    assert load_units(province=100_001) == Loaded(units=1, titles=0, successions=2, organisations=1)
    assert load_units() == Loaded(units=0, titles=1, successions=0, organisations=0)
    assert Unit.objects.get(pk=166).full_name == "Phường Cầu Giấy"
    assert Organisation.objects.get(pk=16_610).name == "Công an phường Cầu Giấy"
    assert Organisation.objects.filter(pk=entered.pk).exists()


def test_the_whole_country_loads_when_every_row_is_new_or_changed(all_units: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from units_organisation; delete from units_succession; delete from units_formertitle")
        cursor.execute("update units_unit set name = 'Tên khác'")  # emptying it too would ask every table that points here, row by row
    assert load_units() == Loaded(units=14_138, titles=26, successions=14_270, organisations=42_572)


def test_the_command_says_what_changed(all_units: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("units", "load")
    assert capsys.readouterr().out == "Units: 0 rows new or changed, 0 former titles, 0 successions, 0 organisations.\n"
