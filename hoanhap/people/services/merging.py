"""How do two records become one, and how is that taken back?

The rows that move are listed by key in the merge itself, with the values that were filled in; taking back moves exactly those. The
losing record stays as it was, out of lists and search, pointing to the kept one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import now
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.models import DuplicatePair, Merge, Person, PersonSearch
from hoanhap.people.rules import PairState, name_key, sort_key
from hoanhap.people.rules.merging import BLANK, CHOSEN, RELATIONS, TOGETHER, OnClash, Relation, merged_values
from hoanhap.people.services.registration import write_search

FIELDS = (*CHOSEN, "birth_precision", "no_number_reason", "number_reason", "other_name", "died_on")
"""Columns of a person that a merge may change, before what is derived from them."""


@dataclass(frozen=True)
class Move:
    """The rows of one relation: which go to the kept record, which stay because it has one already."""

    key: str
    relation: Relation
    goes: tuple[int, ...]
    stays: tuple[int, ...]
    had: tuple[int, ...]
    """The kept record's own rows."""


@dataclass(frozen=True)
class Outline:
    """What a merge would do."""

    kept: Person
    lost: Person
    changes: Mapping[str, tuple[object, object]]
    moves: tuple[Move, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Later:
    """A row that the kept record got after the merge: whose it is, only an officer can say."""

    key: str
    relation: Relation
    pk: int


def outline(kept: Person, lost: Person, take: frozenset[str] = frozenset()) -> Outline:
    """Everything that a merge would change, and what speaks against it. Reads only."""
    problems = _standing(kept, lost)
    moves = []
    for key in sorted(unlisted()):
        problems.append(
            Problem(
                "relation_unlisted",
                N_("Chưa biết phải làm gì với phần “%(relation)s” của hồ sơ."),
                N_("Nhập hồ sơ chỉ chạy khi mọi phần đều có cách xử lý."),
                N_("Báo người phụ trách hệ thống; chưa có gì thay đổi."),
                params={"relation": key},
            )
        )
    for key, relation in RELATIONS.items():
        if relation.moves and not relation.follows[0]:
            move = _plan(key, relation, kept, lost)
            moves.append(move)
            if move.stays and relation.clash is OnClash.REFUSE:
                problems.append(
                    Problem(
                        "both_open",
                        N_("Cả hai hồ sơ đều có %(what)s cùng loại đang mở."),
                        N_("Một người chỉ có một thủ tục cùng loại đang mở."),
                        N_("Kết thúc hoặc đính chính thủ tục ghi nhầm ở một hồ sơ trước, rồi nhập."),
                        params={"what": relation.label, "rows": list(move.stays)},
                    )
                )
    return Outline(kept, lost, merged_values(_values(kept), _values(lost), take), tuple(moves), tuple(problems))


@transaction.atomic
def merge_people(kept_id: int, lost_id: int, *, take: frozenset[str], reason: str, by: User, request_key: UUID) -> Merge:
    """Put the record `lost` into `kept`. The same `request_key` again changes nothing and returns the merge.

    Called by cases.services.merge_people, which judges the procedures first. Raises Person.DoesNotExist outside the scope of the right
    to merge, Refused for a record with itself, a missing reason, an unlisted relation or two open exclusive procedures.
    """
    if (done := Merge.objects.filter(request_key=request_key, by=by, kept=kept_id, lost=lost_id).first()) is not None:
        return done
    kept, lost = _locked(kept_id, lost_id, by)
    plan = outline(kept, lost, take)
    if not reason.strip():
        raise Refused([*plan.problems, _no_reason()])
    if plan.problems:
        raise Refused(plan.problems)
    lost.merged_into = kept
    lost.save(update_fields=["merged_into"])
    moved: dict[str, dict[str, list[Any]]] = {}
    for move in plan.moves:
        _point(move.key, move.goes, kept)
        moved[move.key] = {"ids": list(move.goes), "stayed": list(move.stays), "had": list(move.had)}
    for key, relation in RELATIONS.items():
        column, owner = relation.follows
        if column:
            _rows(key).filter(**{f"{column}__in": moved[owner]["ids"]}).update(**{_field(key): kept})
    _set(kept, {name: after for name, (_before, after) in plan.changes.items()})
    PersonSearch.objects.filter(person=lost).delete()
    write_search(kept)
    merge = Merge.objects.create(
        kept=kept,
        lost=lost,
        at=now(),
        by=by,
        reason=reason.strip()[:300],
        moved={"rows": moved, "fields": {name: [_plain(before), _plain(after)] for name, (before, after) in plan.changes.items()}},
        request_key=request_key,
    )
    one, other = sorted((kept.pk, lost.pk))
    DuplicatePair.objects.filter(one=one, other=other).update(state=PairState.MERGED.value, decided_at=merge.at, decided_by=by)
    _log(Action.MERGE, merge, by)
    return merge


def later_rows(merge: Merge) -> list[Later]:
    """The rows the kept record got after the merge, of the kinds that a merge moves: they stay, unless an officer gives them away."""
    found = []
    for key, told in merge.moved["rows"].items():
        known = {*told["ids"], *told["had"]}
        relation = RELATIONS[key]
        if relation.label and not _is_key(key):
            rows = _rows(key).filter(**{_field(key): merge.kept_id}).exclude(pk__in=known).values_list("pk", flat=True)
            found += [Later(key, relation, pk) for pk in rows.order_by("pk")]
    return found


@transaction.atomic
def unmerge_people(merge_id: int, *, reason: str, by: User, give: Mapping[str, frozenset[int]] | None) -> Merge:
    """Take a merge back: both records are as they were; what was entered later stays with the kept one.

    `give` answers for every later row whether it is the other record's (relation → keys of those); None when nobody was asked. Called by
    cases.services.unmerge_people. Raises Merge.DoesNotExist outside scope, Refused: taken back already, a reason is missing, a later
    merge must be taken back first, later rows were not judged, or one is given to a record that has its own of that kind.
    """
    merge = Merge.objects.select_for_update(of=("self",)).get(
        pk=merge_id, kept__in=Person.objects.visible_to(by, P.PERSON_MERGE).values("pk")
    )
    kept, lost = (Person.objects.select_for_update().get(pk=pk) for pk in (merge.kept_id, merge.lost_id))
    problems = _against_undoing(merge, kept, lost, reason)
    later = later_rows(merge)
    if later and give is None:
        problems.append(
            Problem(
                "later_rows",
                N_("Sau khi nhập đã ghi thêm %(count)s mục vào hồ sơ này."),
                N_("Máy không tự biết các mục đó là của ai."),
                N_("Chọn cho từng mục: ở lại hồ sơ này hay về hồ sơ được tách."),
                field="give",
                params={"count": len(later)},
            )
        )
    known = {(row.key, row.pk) for row in later}
    given = {key: [pk for pk in pks if (key, pk) in known] for key, pks in (give or {}).items()}
    problems += _not_to_give(merge, given)
    if problems:
        raise Refused(problems)
    _set(kept, _values_before(merge, kept))
    for key, told in merge.moved["rows"].items():
        back = [*told["ids"], *given.get(key, ())]
        if _is_key(key):
            _rows(key).filter(pk__in=[kept.pk for pk in told["ids"]]).update(**{_field(key): lost})
        else:
            _rows(key).filter(pk__in=back, **{_field(key): kept}).update(**{_field(key): lost})
    for key, relation in RELATIONS.items():
        column, owner = relation.follows
        if column:
            cases = [*merge.moved["rows"][owner]["ids"], *given.get(owner, ())]
            _rows(key).filter(**{f"{column}__in": cases}).update(**{_field(key): lost})
    lost.merged_into = None
    lost.save(update_fields=["merged_into"])
    for person in (kept, lost):
        write_search(person)
    merge.undone_at, merge.undone_by, merge.undone_reason = now(), by, reason.strip()[:300]
    merge.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    one, other = sorted((kept.pk, lost.pk))
    DuplicatePair.objects.filter(one=one, other=other).update(
        state=PairState.DIFFERENT.value, decided_at=merge.undone_at, decided_by=by, why=merge.undone_reason
    )
    _log(Action.UNMERGE, merge, by)
    return merge


def unlisted() -> set[str]:
    """Relations to Person that nobody has said how to merge, as `app.Model.field`."""
    related = {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in Person._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel)
    }
    return related - set(RELATIONS)


# --- one relation -----------------------------------------------------------------------------------------------------------


def _rows(key: str) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = apps.get_model(key.rpartition(".")[0])._base_manager.all()
    return rows


def _field(key: str) -> str:
    return key.rpartition(".")[2]


def _is_key(key: str) -> bool:
    """Whether the relation is the row's own key: one row a person, whose key changes when it moves."""
    return bool(_rows(key).model._meta.get_field(_field(key)).primary_key)


def _plan(key: str, relation: Relation, kept: Person, lost: Person) -> Move:
    """Which rows go and which stay."""
    name = _field(key)
    rows = _rows(key)
    goes = list(rows.filter(**{name: lost}).order_by("pk").values_list("pk", flat=True))
    had = tuple(rows.filter(**{name: kept}).order_by("pk").values_list("pk", flat=True))
    stays = _second(key, relation, tuple(goes), had)
    return Move(key, relation, tuple(pk for pk in goes if pk not in stays), tuple(stays), had)


def _second(key: str, relation: Relation, comes: Iterable[int], has: Iterable[int]) -> list[int]:
    """Those of the rows that come of which a person who has the others would have two."""
    if not relation.is_unique:
        return []
    among = Q()
    for column, value in relation.among.items():
        among &= Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})
    rows = _rows(key).filter(among)
    if not relation.unique:
        return list(rows.filter(pk__in=comes).values_list("pk", flat=True)) if rows.filter(pk__in=has).exists() else []
    taken = set(rows.filter(pk__in=has).values_list(*relation.unique))
    return [pk for pk, *values in rows.filter(pk__in=comes).values_list("pk", *relation.unique) if tuple(values) in taken]


def _point(key: str, pks: tuple[int, ...], to: Person) -> None:
    if pks:
        _rows(key).filter(pk__in=pks).update(**{_field(key): to})


# --- one person -------------------------------------------------------------------------------------------------------------


def _locked(kept_id: int, lost_id: int, by: User) -> tuple[Person, Person]:
    """Both rows, locked in the order of their keys, in the scope of the right to merge."""
    wanted = {kept_id, lost_id}
    rows = Person.objects.visible_to(by, P.PERSON_MERGE).select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    people = {person.pk: person for person in rows}
    if set(people) != wanted:
        raise Person.DoesNotExist
    return people[kept_id], people[lost_id]


def _values(person: Person) -> dict[str, object]:
    return {name: getattr(person, name) for name in FIELDS}


def _values_before(merge: Merge, kept: Person) -> dict[str, object]:
    """The values that the merge replaced, but for what an officer has corrected since: that stays, with what goes together with it."""
    filled: dict[str, list[Any]] = merge.moved["fields"]
    corrected = {name for name, (_before, after) in filled.items() if _plain(getattr(kept, name)) != after}
    for name, others in TOGETHER.items():
        if corrected & {name, *others}:
            corrected |= {name, *others}
    columns = {column.name: column for column in Person._meta.concrete_fields}
    return {name: columns[name].to_python(before) for name, (before, _after) in filled.items() if name not in corrected}


def _set(person: Person, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(person, name, value)
    person.name_key, person.sort_key = name_key(person.full_name), sort_key(person.full_name)
    person.version += 1
    person.save(update_fields=[*values, "name_key", "sort_key", "version"])


def _plain(value: object) -> object:
    """A column's value as JSON keeps it."""
    return value if value in BLANK or isinstance(value, str) else str(value)


# --- refusals ---------------------------------------------------------------------------------------------------------------


def _standing(kept: Person, lost: Person) -> list[Problem]:
    if kept.pk == lost.pk:
        return [
            Problem(
                "same_record",
                N_("Hai hồ sơ là một: không nhập một hồ sơ vào chính nó."),
                N_("Chỉ nhập khi một người có hai mã hồ sơ."),
                N_("Chọn hồ sơ kia."),
            )
        ]
    if kept.merged_into_id or lost.merged_into_id:
        return [
            Problem(
                "merged_already",
                N_("Một trong hai hồ sơ đã được nhập vào hồ sơ khác."),
                remedy=N_("Mở hồ sơ đang giữ rồi làm lại."),
            )
        ]
    return []


def _no_reason() -> Problem:
    return Problem(
        "no_reason",
        N_("Chưa nêu căn cứ."),
        N_("Người đọc sau phải hiểu vì sao kết luận như vậy."),
        N_("Ghi đã đối chiếu giấy tờ nào, với ai."),
        field="reason",
    )


def _against_undoing(merge: Merge, kept: Person, lost: Person, reason: str) -> list[Problem]:
    problems = [] if reason.strip() else [_no_reason()]
    if merge.undone_at is not None:
        problems.append(Problem("undone_already", N_("Lần nhập này đã được tách."), remedy=N_("Mở lại trang người này để xem.")))
    if kept.merged_into_id:
        problems.append(
            Problem(
                "merged_since",
                N_("Hồ sơ đang giữ đã được nhập tiếp vào hồ sơ khác."),
                N_("Các lần nhập được tách theo thứ tự ngược lại."),
                N_("Tách lần nhập sau trước."),
            )
        )
    later = Merge.objects.filter(kept=kept, undone_at__isnull=True, pk__gt=merge.pk)
    if merge.undone_at is None and later.exists():
        problems.append(
            Problem(
                "later_merge",
                N_("Sau lần này còn một hồ sơ khác được nhập vào đây."),
                N_("Các lần nhập được tách theo thứ tự ngược lại."),
                N_("Tách lần nhập sau trước."),
            )
        )
    return problems


def _not_to_give(merge: Merge, given: Mapping[str, Iterable[int]]) -> list[Problem]:
    """Later rows that an officer gives to the other record, which has one of that kind of its own."""
    problems = []
    for key, pks in given.items():
        own = {*merge.moved["rows"][key]["ids"], *_rows(key).filter(**{_field(key): merge.lost_id}).values_list("pk", flat=True)}
        problems += [
            Problem(
                "has_its_own",
                N_("Hồ sơ %(code)s đã có %(what)s riêng cùng loại đang dùng."),
                N_("Một người chỉ có một mục như vậy."),
                N_("Để mục ghi thêm ở lại %(kept)s, tách xong rồi sửa ở hồ sơ kia."),
                field="give",
                params={"code": merge.lost.code, "kept": merge.kept.code, "what": RELATIONS[key].label, "key": key, "row": pk},
            )
            for pk in _second(key, RELATIONS[key], pks, own)
        ]
    return problems


def _log(action: Action, merge: Merge, by: User) -> None:
    """One entry for each of the two records."""
    for person, other in ((merge.kept, merge.lost), (merge.lost, merge.kept)):
        audit.record(action, by=by, subject_type="person", subject_id=person.code, person_id=person.pk, detail={"with": other.code})
