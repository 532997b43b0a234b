"""What happens to every row that speaks of a person when two records turn out to be one human?

Nothing moves unless it is listed here: a relation that is missing from `RELATIONS` refuses every merge, and a test fails first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hoanhap.kit.dates import FOREVER
from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_


class OnClash(Labelled):
    """What to do with a row for which the kept record has one already."""

    STAY = "stay", N_("ở lại hồ sơ được nhập")
    REFUSE = "refuse", N_("không nhập được")


@dataclass(frozen=True)
class Relation:
    """How the rows of one relation follow a merge.

    Rows that move point to the kept record afterwards. `unique` and `among` name the rows of which a person may have one: where both
    records have it, `clash` decides. With `moves=False` the rows stay where they are.
    """

    label: str = ""
    """What the rows are called in a preview; empty for rows that no preview names."""
    moves: bool = True
    is_unique: bool = False
    unique: tuple[str, ...] = ()
    """Columns that, with the person, may not repeat; with `is_unique` and no columns: one row a person."""
    among: Mapping[str, object] = field(default_factory=dict)
    """Only rows with these values count for `unique`."""
    clash: OnClash = OnClash.STAY
    follows: tuple[str, str] = ("", "")
    """Column and relation of the rows that these belong to: they go where those go."""
    told: tuple[str, ...] = ()
    """Columns by which an officer knows a row again, before its label says enough."""


RELATIONS: dict[str, Relation] = {
    "people.Address.person": Relation(
        N_("địa chỉ"), is_unique=True, unique=("kind",), among={"until": FOREVER}, told=("kind", "line", "since")
    ),
    "people.PersonAccess.person": Relation(
        N_("quyền mở hồ sơ của xã khác"),
        is_unique=True,
        unique=("commune_id", "reason"),
        among={"until": FOREVER},
        told=("commune__name", "since"),
    ),
    "people.PersonAsk.person": Relation(
        N_("lời hỏi của đơn vị khác"),
        is_unique=True,
        unique=("commune_id",),
        among={"state": "waiting"},
        told=("commune__name", "asked_at"),
    ),
    "people.IdentityPaper.person": Relation(
        N_("giấy tờ tùy thân"), is_unique=True, unique=("kind", "number"), among={"withdrawn_at": None}, told=("kind", "issued_on")
    ),
    "people.Relative.person": Relation(N_("người thân, người giám hộ"), told=("relation", "full_name")),
    "people.Photo.person": Relation(N_("ảnh"), is_unique=True, told=("taken_on",)),
    "people.Background.person": Relation(N_("tiền sử sử dụng"), is_unique=True),
    "people.PastMeasure.person": Relation(N_("biện pháp đã qua"), told=("kind", "since")),
    "people.HealthSheet.person": Relation(N_("phiếu sức khỏe"), is_unique=True),
    "people.PersonSearch.person": Relation(moves=False),  # written anew for both records
    "people.Person.merged_into": Relation(moves=False),  # a record merged earlier keeps pointing to where it was put
    "people.DuplicatePair.one": Relation(moves=False),
    "people.DuplicatePair.other": Relation(moves=False),
    "people.Merge.kept": Relation(moves=False),
    "people.Merge.lost": Relation(moves=False),
    "cases.Case.person": Relation(
        N_("thủ tục"), is_unique=True, unique=("procedure",), among={"is_open": True}, clash=OnClash.REFUSE, told=("procedure", "since")
    ),
    "cases.CaseSpan.person": Relation(follows=("case_id", "cases.Case.person")),
    "cases.Deadline.person": Relation(follows=("case_id", "cases.Case.person")),
    "moves.Transfer.person": Relation(
        N_("bàn giao"),
        is_unique=True,
        among={"state__in": ("waiting", "contested")},
        clash=OnClash.REFUSE,
        told=("receiver__name", "left_on"),
    ),  # somebody still has to answer both
    "rounds.RoundPerson.person": Relation(N_("rà soát danh sách"), is_unique=True, unique=("round_id",), told=("round__name",)),
    "requests.DataRequest.person": Relation(N_("yêu cầu về dữ liệu"), told=("wish", "received_on")),
    "requests.DisposalItem.person": Relation(moves=False),  # what was proposed, of which record
    "imports.ImportRow.person": Relation(moves=False),  # says which row of which list brought the record
}
"""Every relation to Person, by `app.Model.field`."""

CHOSEN = (
    "full_name", "sex", "birth_date", "id_number", "nationality", "ethnicity", "religion", "birth_place", "education", "occupation",
    "employment", "workplace", "marital", "policy_group", "phone", "contact_name", "contact_relation", "contact_phone",
)  # fmt: skip
"""Fields of which the officer may take the other record's value; a blank one is filled from it anyway."""

TOGETHER = {"birth_date": ("birth_precision",), "id_number": ("no_number_reason", "number_reason")}
"""Fields that go with another."""

BLANK = ("", None)


def merged_values(
    kept: Mapping[str, object], lost: Mapping[str, object], take: frozenset[str] = frozenset()
) -> dict[str, tuple[object, object]]:
    """What changes on the kept record: field → (before, after). Raises ValueError for a field that is not chosen among CHOSEN.

    The kept record's values win; blank ones are filled from the other, those in `take` are replaced by it. The other's name stays
    findable as another name, and a death known to one is known.
    """
    if unknown := take - set(CHOSEN):
        raise ValueError(f"not to be taken over: {', '.join(sorted(unknown))}")
    after = dict(kept)
    for name in CHOSEN:
        wanted = lost[name] not in BLANK and (name in take or kept[name] in BLANK or (name == "sex" and kept[name] == "unknown"))
        if wanted:
            for each in (name, *TOGETHER.get(name, ())):
                after[each] = lost[each]
    if after["died_on"] is None:
        after["died_on"] = lost["died_on"]
    after["other_name"] = other_names(str(after["full_name"]), kept, lost)
    return {name: (kept[name], value) for name, value in after.items() if kept[name] != value}


def other_names(full_name: str, *records: Mapping[str, object]) -> str:
    """All names of the records but the one that is kept, each once, parted by «; », as many as there is room for (400 characters)."""
    names: list[str] = []
    for record in records:
        for name in [str(record["full_name"]), *str(record["other_name"]).split(";")]:
            if (bare := name.strip()) and bare != full_name and bare not in names:
                names.append(bare)
    while len("; ".join(names)) > 400:
        names.pop()
    return "; ".join(names)


def differences(kept: Mapping[str, object], lost: Mapping[str, object]) -> list[str]:
    """The fields of CHOSEN of which both records know something, and not the same."""
    return [name for name in CHOSEN if kept[name] not in BLANK and lost[name] not in BLANK and kept[name] != lost[name]]


def death_is_before(died_on: date | None, day: date) -> bool:
    """Whether something happened after the death."""
    return died_on is not None and day > died_on
