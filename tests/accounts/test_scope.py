"""Who may do what where, on which day."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q

from hoanhap.accounts import services
from hoanhap.accounts.models import User
from hoanhap.accounts.rights import LEVELS, RIGHTS, P, Role
from hoanhap.accounts.scope import NOWHERE, Scope, assert_right, has_right, rights_of, scope_of, scope_q
from hoanhap.audit.models import AuditEntry
from hoanhap.kit.errors import Refused
from hoanhap.people.models import Person
from hoanhap.units.models import Unit
from hoanhap.units.queries import covers
from tests import make
from tests.cast import CAU_GIAY, DONG_KINH, HA_NOI, LANG_SON, NGHIA_DO, Cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)

EXPECTED = {
    "commune_a": Scope("commune", (CAU_GIAY,)),
    "chief_a": Scope("commune", (CAU_GIAY,)),
    "committee_a": Scope("commune", (CAU_GIAY,)),
    "commune_b": Scope("commune", (NGHIA_DO,)),
    "province": Scope("province", (), (HA_NOI,)),
    "steering": NOWHERE,
    "legal": NOWHERE,
    "auditor": Scope("nation"),
    "elsewhere": Scope("commune", (DONG_KINH,)),
    "other_province": Scope("province", (), (LANG_SON,)),
    "nobody": NOWHERE,
}
SEES = {  # whose people: of Cầu Giấy, Nghĩa Đô, Đông Kinh
    "commune_a": "a", "chief_a": "a", "committee_a": "a", "commune_b": "b", "province": "ab", "steering": "", "legal": "",
    "auditor": "abc",
    "elsewhere": "c", "other_province": "c", "nobody": "",
}  # fmt: skip


def test_scope_of_each_officer(cast: Cast) -> None:
    assert {name: scope_of(user, DAY) for name, user in cast} == EXPECTED
    assert scope_of(AnonymousUser(), DAY) == NOWHERE


def test_each_officer_sees_the_people_of_the_scope(cast: Cast) -> None:
    people = {"a": make.person(cast.commune_a), "b": make.person(cast.commune_b), "c": make.person(cast.elsewhere)}
    for name, user in cast:
        assert set(Person.objects.visible_to(user)) == {people[key] for key in SEES[name]}, name
    assert not Person.objects.visible_to(AnonymousUser()).exists()


def test_one_unit_is_an_equality_several_are_a_list(cast: Cast) -> None:
    assert scope_q(cast.commune_a) == Q(commune=CAU_GIAY)
    assert scope_q(cast.province, commune="case__commune", province="case__province") == Q(case__province=HA_NOI)
    assert scope_q(cast.auditor) == Q(commune__isnull=False)
    both = make.user(Role.COMMUNE_OFFICER, CAU_GIAY)
    services.grant_role(both, Role.COMMUNE_OFFICER, unit=Unit.objects.get(pk=NGHIA_DO), since=make.LONG_AGO)
    assert scope_q(both) == Q(commune__in=(NGHIA_DO, CAU_GIAY))


def test_a_right_for_a_province_widens_no_other_right(cast: Cast) -> None:
    user = cast.commune_a
    services.grant_role(user, Role.STEERING_OFFICER, unit=Unit.objects.get(pk=HA_NOI), since=make.LONG_AGO)
    assert scope_of(user, DAY, P.PERSON_VIEW) == Scope("commune", (CAU_GIAY,))
    assert scope_of(user, DAY, P.PLAN_EDIT) == Scope("province", (), (HA_NOI,))
    assert scope_of(user, DAY, P.PLAN_VIEW) == Scope("province", (), (HA_NOI,))  # the commune lies in the province


def test_a_commune_outside_the_granted_province_stays_in_scope(cast: Cast) -> None:
    services.grant_role(cast.elsewhere, Role.PROVINCE_OFFICER, unit=Unit.objects.get(pk=HA_NOI), since=make.LONG_AGO)
    scope = scope_of(cast.elsewhere, DAY)
    assert scope == Scope("province", (DONG_KINH,), (HA_NOI,))
    assert scope_q(cast.elsewhere) == Q(province=HA_NOI) | Q(commune=DONG_KINH)
    assert scope.covers(commune=DONG_KINH, province=LANG_SON)
    assert not scope.covers(commune=5983, province=LANG_SON)


def test_a_grant_holds_from_its_first_day_to_the_day_before_its_end(cast_units: None) -> None:
    user = make.user(Role.COMMUNE_OFFICER, CAU_GIAY, since=date(2026, 3, 1), until=date(2026, 4, 1))
    held = {day: bool(scope_of(user, day)) for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))}
    assert list(held.values()) == [False, True, True, False]


def test_ending_a_grant_takes_effect_at_once(cast: Cast) -> None:
    grant = cast.commune_a.grants.get()
    services.end_grant(grant, on=DAY)
    fresh = User.objects.get(pk=cast.commune_a.pk)
    assert not scope_of(fresh, DAY)
    assert scope_of(fresh, date(2026, 11, 20))


def test_a_locked_account_has_no_scope_and_no_right(cast: Cast) -> None:
    cast.commune_a.is_active = False
    assert scope_of(cast.commune_a, DAY) == NOWHERE
    assert rights_of(cast.commune_a, DAY) == frozenset()


def test_a_unit_that_has_ended_gives_nothing_and_its_successor_covers_it(cast_units: None) -> None:
    former = 200_157  # phường Nghĩa Đô of the former quận Cầu Giấy, until 2025-07-01
    officer = make.user(Role.COMMUNE_OFFICER, former, since=date(2024, 1, 1))
    assert scope_of(officer, date(2025, 6, 30)) == Scope("commune", (former,))
    assert scope_of(officer, date(2025, 7, 1)) == NOWHERE
    assert former in covers(NGHIA_DO, DAY)


def test_rights_come_from_roles_on_the_day(cast: Cast) -> None:
    assert has_right(cast.commune_a, P.CASE_RECORD, DAY)
    assert not has_right(cast.commune_a, P.AUDIT_VIEW, DAY)
    assert rights_of(cast.committee_a, DAY) == RIGHTS[Role.COMMITTEE_OFFICER]
    assert rights_of(cast.nobody, DAY) == frozenset()


def test_services_ask_for_the_right_over_the_commune(cast: Cast) -> None:
    assert_right(cast.commune_a, P.CASE_RECORD, commune=CAU_GIAY, province=HA_NOI)
    for user, commune in ((cast.commune_a, NGHIA_DO), (cast.committee_a, CAU_GIAY), (cast.province, CAU_GIAY)):
        with pytest.raises(PermissionDenied):
            assert_right(user, P.CASE_RECORD, commune=commune, province=HA_NOI)


def test_lower_layers_ask_through_django(cast: Cast) -> None:
    hanoi = Unit.objects.get(pk=HA_NOI)
    assert cast.province.has_perm("unit.edit", hanoi)
    assert cast.province.has_perm("unit.edit", Unit.objects.get(pk=CAU_GIAY))
    assert not cast.other_province.has_perm("unit.edit", hanoi)
    assert not cast.commune_a.has_perm("unit.edit")
    assert cast.auditor.has_perm("audit.view")
    assert not cast.auditor.has_perm("auth.add_user")


def test_scope_and_rights_cost_one_query_a_request(cast: Cast, django_assert_num_queries: pytest.FixtureRequest) -> None:
    user = User.objects.get(pk=cast.commune_a.pk)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert scope_of(user, DAY)
        assert scope_of(user, DAY, P.CASE_RECORD)
        assert has_right(user, P.CASE_VIEW, DAY)
        assert user.acting_unit_id == CAU_GIAY
        assert user.grant_label == "Phường Cầu Giấy"


def test_every_role_has_rights_and_levels() -> None:
    assert set(RIGHTS) == set(LEVELS) == set(Role)


def test_a_role_is_given_on_its_level_only(cast: Cast) -> None:
    for role, unit in (
        (Role.COMMUNE_OFFICER, Unit.objects.get(pk=HA_NOI)),
        (Role.PROVINCE_OFFICER, Unit.objects.get(pk=CAU_GIAY)),
        (Role.COMMUNE_CHIEF, None),
    ):
        with pytest.raises(Refused) as refused:
            services.grant_role(cast.nobody, role, unit=unit, since=DAY)
        assert refused.value.problems[0].code == "role_not_on_level"
    assert not cast.nobody.grants.exists()


def test_account_names_are_unique_whatever_their_case(cast: Cast) -> None:
    services.create_user("nghiem.td", full_name="Tạ Đình Nghiêm", password=None)
    with pytest.raises(Refused):
        services.create_user("Nghiem.TD", full_name="Người khác", password=None)


def test_accounts_and_duties_are_logged(cast: Cast) -> None:
    user = make.user(Role.COMMUNE_OFFICER, CAU_GIAY)
    services.end_grant(user.grants.get(), on=DAY, by=cast.chief_a)
    rows = AuditEntry.objects.filter(subject_type="account", subject_id=str(user.pk)).order_by("pk")
    assert [(row.action, row.detail) for row in rows] == [
        ("create", {}),
        ("grant", {"role": "commune_officer"}),
        ("grant_ended", {"role": "commune_officer"}),
    ]
