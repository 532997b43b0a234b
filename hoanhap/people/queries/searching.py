"""Whom may an officer have meant by what was typed?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader, has_right, scope_of
from hoanhap.kit.dates import today
from hoanhap.people.models import IdentityPaper, NameToken, Person, PersonSearch, PersonSearchQuerySet
from hoanhap.people.rules import (
    MOST_AT_ONCE,
    IdentityPaperKind,
    SearchText,
    Vocabulary,
    address_keys,
    is_one_slip,
    name_key,
    name_tokens,
    ranges,
    read_search,
)
from hoanhap.units.models import Unit

CAP = 500
"""Rows looked at before ranking; more hits than that are told to the officer (FEASIBILITY §1)."""


SHOWN = 20


MANY = 10
"""No more people outside the scope are counted."""


ENOUGH = 5
"""With fewer exact hits, typing errors are repaired."""


@dataclass(frozen=True)
class Hit:
    """A person found, and why."""

    person: Person
    name: tuple[tuple[str, bool], ...]
    """The name in pieces; true marks what matched."""
    birth: tuple[tuple[str, bool], ...]
    """The known part of the birth date in pieces."""
    why: str
    status: str
    """The open procedure in words, or what there was."""
    is_open: bool


@dataclass(frozen=True)
class Found:
    """The answer to a search."""

    asked: SearchText
    hits: tuple[Hit, ...] = ()
    is_capped: bool = False
    """There were more than CAP; the order among them is arbitrary beyond the exact name."""
    has_more: bool = False
    elsewhere: str = ""
    """A place outside the scope where somebody fits; empty when nobody does or it may not be said."""
    elsewhere_count: int = 0

    @property
    def may_ask(self) -> bool:
        """Whether few enough fit outside the scope to ask the units that hold their files."""
        return 1 <= self.elsewhere_count <= MOST_AT_ONCE


def search(user: Reader, text: str) -> Found:
    """People of the user's scope who fit a typed text, the likeliest first; and whether somebody fits outside.

    Names without accents, shortened, in any order, with one typing error; birth years; parts of identity numbers; register codes.
    """
    day = today()
    asked = read_search(text, today=day)
    scope = scope_of(user, day)
    if not asked or not scope:
        return Found(asked)
    ids, leads = _ids_in_scope(user, asked, _scope_keys(scope.communes, scope.provinces))
    is_capped = len(ids) >= CAP
    best = [pk for pk, *_ in sorted(ids, key=lambda row: _rank(asked, *row[1:]))[: SHOWN + 1]]
    hits = tuple(_hit(asked, person, leads.get(person.pk, "")) for person in _people(user, best[:SHOWN]))
    may_know = has_right(user, P.PERSON_REGISTER, day) and not ((asked.number or asked.code) and hits)
    places = _places_of(_outside(user, asked)) if may_know else []
    return Found(asked, hits, is_capped, len(ids) > SHOWN, _elsewhere(places), len(places))


def outside(user: Reader, text: str) -> list[int]:
    """Ids of the people outside the user's scope whom `search` counts as «elsewhere», at most MANY. They are never shown."""
    asked = read_search(text, today=today())
    if not asked or not has_right(user, P.PERSON_REGISTER, today()):
        return []
    return list(_outside(user, asked).values_list("pk", flat=True)[:MANY])


type Row = tuple[int, str, int | None]
"""Person id, name key, birth year."""


def _scope_keys(communes: Sequence[int], provinces: Sequence[int]) -> list[str]:
    return [f"c{commune}" for commune in communes] + [f"p{province}" for province in provinces]


def _ids_in_scope(user: Reader, asked: SearchText, scope_keys: list[str]) -> tuple[list[Row], dict[int, str]]:
    """The rows that fit, and for those found by another number or code than their own: by which."""
    visible = Person.objects.visible_to(user)
    if asked.code or asked.number:
        found = _rows(visible.filter(Q(code=asked.code) if asked.code else Q(id_number=asked.number)))
        if found:
            return found, {}
        if leads := _leads(asked):
            return _rows(visible.filter(pk__in=leads)), leads
        return [] if asked.code else _rows(visible.filter(id_number__contains=asked.number)), {}
    if asked.paper and (leads := _leads(asked)):
        return _rows(visible.filter(pk__in=leads)), leads
    found = _by_name(asked, scope_keys) if asked.tokens or asked.years else []
    if asked.fragment and len(found) < ENOUGH:
        with_number = visible.filter(id_number__contains=asked.fragment)
        for token in asked.tokens:
            with_number = with_number.filter(search__pre__contains=[token])
        found = _with(found, _rows(with_number))
    elif asked.fragment and not asked.years:
        numbered = set(
            Person.objects.filter(pk__in=[row[0] for row in found], id_number__contains=asked.fragment).values_list("pk", flat=True)
        )
        found = [row for row in found if row[0] in numbered]
    return found, {}


def _leads(asked: SearchText) -> dict[int, str]:
    """People found by a number or code that is not the one their record carries: on a paper of theirs, or of a record put into theirs.

    Person id → the paper or record in words.
    """
    wanted = asked.number or asked.paper
    merged = Q(code=asked.code) if asked.code else Q(id_number=wanted)
    lost = Person.objects.filter(merged, merged_into__isnull=False).values_list("pk", Concat(Value("@"), "code"))
    papers = IdentityPaper.objects.filter(number=wanted, withdrawn_at__isnull=True).values_list("person", "kind")
    found = lost if asked.code else papers if asked.paper else lost.union(papers, all=True)
    return {_kept(pk): _lead_in_words(how) for pk, how in found}


def _lead_in_words(how: str) -> str:
    if how.startswith("@"):
        return gettext("khớp hồ sơ %(code)s, đã nhập vào hồ sơ này") % {"code": how[1:]}
    return gettext("khớp số giấy tờ: %(kind)s") % {"kind": gettext(IdentityPaperKind(how).label)}


def _kept(pk: int) -> int:
    """The record that a record was put into, however many times over."""
    while (into := Person.objects.values_list("merged_into", flat=True).get(pk=pk)) is not None:
        pk = into
    return pk


def _rows(people: QuerySet[Person]) -> list[Row]:
    return list(people.values_list("pk", "search__name_key", "search__birth_year")[:CAP])


def _by_name(asked: SearchText, scope_keys: list[str]) -> list[Row]:
    """Exact prefixes first. With few hits all that may have been meant, in one query: a word repaired, two words without the space, the
    years beside, the name without its one-letter words, and the words of an address.
    """
    years = [f"y{year}" for year in asked.years]
    place = Q(pre__contains=address_keys(asked.place)) if asked.place else Q()
    numbers = sum(word.isdecimal() for word in asked.place)
    if numbers > 1 and (housed := _rows_in(PersonSearch.objects.filter(place), (), scope_keys)):
        return housed  # two numbers are a house, hardly a name
    found: list[Row] | None = None
    if NameToken.objects.last_vocabulary().knows(asked.tokens):
        found = _rows_in(PersonSearch.objects.having(asked.tokens), years, scope_keys)
    if found is not None and len(found) >= ENOUGH:
        is_house = numbers and not years
        return _with(found, _rows_in(PersonSearch.objects.filter(place), (), scope_keys)) if is_house else found
    vocabulary = NameToken.objects.vocabulary()
    known = [token for token in asked.tokens if token in vocabulary.prefixes]
    is_known = len(known) == len(asked.tokens)
    if found is None:
        found = _rows_in(PersonSearch.objects.having(known), years, scope_keys) if is_known else []
    others = Q()
    if (is_known and len(known) > 1) or len(asked.tokens) == len(known) + 1:
        others |= _slips(asked.tokens, known, vocabulary) & _having_any(years)
    whole = [token for token in known if len(token) > 1]
    beside = [f"y{year + shift}" for year in asked.years for shift in (-1, 0, 1)]
    if is_known and len(whole) > 1 and (beside or len(whole) < len(known)):
        others |= Q(pre__contains=whole) & _having_any(beside)
    others |= place
    return _with(found, _rows_in(PersonSearch.objects.filter(others), (), scope_keys)) if others else found


def _slips(typed: Sequence[str], known: Sequence[str], vocabulary: Vocabulary) -> Q:
    """One word in turn repaired; a word that begins no name is the one. Matches nothing when nothing is near."""
    slips = Q(pk=-1)
    for token in typed if len(known) == len(typed) else set(typed) - set(known):
        rest = [other for other in known if other != token]
        if near := vocabulary.near(token):
            slips |= Q(pre__contains=rest, pre__overlap=list(near)) if rest else Q(pre__overlap=list(near))
        if token not in known and (halves := vocabulary.halves(token)):
            slips |= Q(pre__contains=[*rest, *halves])
    return slips


def _having_any(keys: Sequence[str]) -> Q:
    return Q(pre__contains=keys) if len(keys) == 1 else Q(pre__overlap=keys) if keys else Q()


def _with(found: list[Row], more: Iterable[Row]) -> list[Row]:
    known = {row[0] for row in found}
    return found + [row for row in more if row[0] not in known]


def _rows_in(rows: PersonSearchQuerySet, years: Sequence[str], scope_keys: Sequence[str]) -> list[Row]:
    """The rows of the years and the scope: a single key joins the index look-up, several are alternatives."""
    for keys in (years, scope_keys):
        rows = rows.having(keys) if len(keys) == 1 else rows.having_any(keys)
    return list(rows.values_list("pk", "name_key", "birth_year")[:CAP])


def _rank(asked: SearchText, key: str | None, year: int | None) -> tuple[object, ...]:
    """The whole name as typed, then the same words, then names that begin so, then the rest; right years before the year beside."""
    words = (key or "").split()
    typed = " ".join(asked.tokens)
    in_order = bool(typed) and _follows(asked.tokens, words)
    return (
        bool(asked.years) and year not in asked.years,
        key != typed,
        sorted(words) != sorted(asked.tokens),
        sum(not any(word.startswith(token) for word in words) for token in asked.tokens),
        not in_order,
        len(words),
        key or "",
        year or 0,
    )


def _follows(tokens: Iterable[str], words: list[str]) -> bool:
    """Whether the words begin with the tokens, in this order."""
    place = iter(words)
    return all(any(word.startswith(token) for word in place) for token in tokens)


_SHOWN_COLUMNS = (
    "code", "full_name", "other_name", "sex", "birth_date", "birth_precision", "id_number", "address_line", "died_on",
    "commune__name", "commune__kind",
)  # fmt: skip
"""What a hit shows: half of the time of a search goes into rows wider than that."""


def _people(user: Reader, ids: list[int]) -> list[Person]:
    """The people with their communes and cases, in the order of `ids`."""
    if not ids:
        return []
    cases = Person._meta.get_field("cases").related_model._default_manager.order_by("-is_open", "-since")
    cases = cases.only("person_id", "procedure", "is_open", "since")
    people = Person.objects.visible_to(user).filter(pk__in=ids).select_related("commune").prefetch_related(Prefetch("cases", cases))
    people = people.only(*_SHOWN_COLUMNS)
    by_id = {person.pk: person for person in people}
    return [by_id[pk] for pk in ids if pk in by_id]


def _hit(asked: SearchText, person: Person, lead: str) -> Hit:
    words = name_tokens(person.full_name, person.other_name)
    matched = [token for token in asked.tokens if any(word.startswith(token) for word in words)]
    repaired = [word for token in asked.tokens if token not in matched for word in words if is_one_slip(token, word)]
    birth = person.birth_text
    year = str(person.birth_date.year) if person.birth_date else ""
    marked = tuple(_marked_year(birth, year, asked)) if birth else ()
    cases = list(person.cases.all())  # the reverse of cases.Case.person; this layer does not import it
    status = gettext(cases[0].get_procedure_display()) if cases else gettext("Chưa có thủ tục")
    is_open = bool(cases and cases[0].is_open)
    return Hit(
        person,
        tuple(ranges(person.full_name, [*matched, *repaired])),
        marked,
        _why(asked, person, words, matched, repaired, year, lead),
        status if is_open or not cases else gettext("Đã kết thúc: %(procedure)s") % {"procedure": status},
        is_open,
    )


def _marked_year(birth: str, year: str, asked: SearchText) -> list[tuple[str, bool]]:
    head = birth.removesuffix(year)
    is_hit = int(year) in asked.years
    short = is_hit and len(head) > 0
    pieces = [(head, False), (year[:2], is_hit and not short), (year[2:], is_hit)]
    return [piece for piece in pieces if piece[0]]


def _why(asked: SearchText, person: Person, words: list[str], matched: list[str], repaired: list[str], year: str, lead: str) -> str:
    """Why the person is among the hits, in words."""
    if lead:
        return lead[:1].upper() + lead[1:]
    if asked.code:
        return gettext("Khớp mã hồ sơ")
    if asked.number and person.id_number == asked.number:
        return gettext("Khớp đủ số định danh")
    reasons: list[str] = []
    if matched:
        key = name_key(person.full_name)
        other = name_key(person.other_name).split()
        if not repaired and any(token in other for token in matched) and not all(_begins(token, key) for token in matched):
            reasons.append(gettext("khớp tên gọi khác: %(name)s") % {"name": _other_name(person, matched)})
        elif key == " ".join(asked.tokens):
            same = asked.accented == person.full_name.lower()
            reasons.append(gettext("khớp cả họ tên") if same else gettext("khớp họ tên, khác hoặc không dấu"))
        elif not _follows(matched, words) and not repaired:
            reasons.append(gettext("khớp các chữ, khác thứ tự"))
        elif all(token in words for token in matched):
            reasons.append(gettext("khớp %(count)s chữ trong họ tên") % {"count": len(matched)})
        else:
            reasons.append(gettext("khớp họ tên, có chữ viết tắt"))
    if repaired:
        typed = next(token for token in asked.tokens if token not in matched)
        word = next((w for w in person.full_name.split() if name_key(w) == repaired[0]), repaired[0])
        reasons.append(gettext("gần giống: “%(word)s” thay cho “%(typed)s”") % {"word": word, "typed": typed})
    if joined := next((token for token in asked.tokens if token not in matched and _joins(token, words)), ""):
        reasons.append(gettext("gõ liền hai chữ: “%(typed)s”") % {"typed": joined})
    if asked.years and year:
        if int(year) in asked.years:
            is_day = asked.birth_date is not None and asked.birth_date == person.birth_date
            reasons.append(gettext("khớp ngày sinh") if is_day else gettext("khớp năm sinh"))
        elif not (asked.fragment and asked.fragment in person.id_number):
            reasons.append(gettext("năm sinh lệch 01 năm"))
    if asked.fragment and asked.fragment in person.id_number:
        place = gettext("cuối") if person.id_number.endswith(asked.fragment) else gettext("trong")
        reasons.append(gettext("khớp %(count)s số %(place)s số định danh") % {"count": len(asked.fragment), "place": place})
    elif asked.number and asked.number in person.id_number:
        reasons.append(gettext("khớp một phần số định danh"))
    if asked.place and set(asked.place) <= set(name_tokens(person.address_line)):
        reasons = [gettext("khớp nơi ở: %(place)s") % {"place": person.address_line}]
    text = "; ".join(reasons)
    return text[:1].upper() + text[1:]


def _other_name(person: Person, matched: list[str]) -> str:
    """The alias that fits best, of those parted by «;»."""
    names = [name.strip() for name in person.other_name.split(";")]
    return max(names, key=lambda name: sum(_begins(token, name_key(name)) for token in matched))


def _joins(token: str, words: list[str]) -> bool:
    return any(token == f"{one}{other}" for one in words for other in words)


def _begins(token: str, key: str) -> bool:
    return any(word.startswith(token) for word in key.split())


def _outside(user: Reader, asked: SearchText) -> PersonSearchQuerySet:
    """Rows of people outside the scope who fit; only for a whole number or code, a name of three words, or of two and a year.

    An officer who may register needs to know that a file exists; nobody may leaf through the country by one letter.
    """
    scope = scope_of(user, today())
    rows = PersonSearch.objects.exclude(province_id__in=scope.provinces).exclude(commune_id__in=scope.communes)
    if scope.level == "nation":
        return rows.none()
    if asked.number or asked.code or asked.paper:
        own = Person.objects.filter(Q(code=asked.code) if asked.code else Q(id_number=asked.number or "-")).values_list("pk", flat=True)
        return rows.filter(pk__in=[*own, *_leads(asked)])
    if sum(len(token) > 1 for token in asked.tokens) >= (2 if asked.years else 3):
        return rows.having(asked.tokens).having_any([f"y{year}" for year in asked.years])
    return rows.none()


def _places_of(rows: PersonSearchQuerySet) -> list[int]:
    """The provinces of at most MANY people, one entry a person."""
    return list(rows.values_list("province_id", flat=True)[:MANY])


def _elsewhere(provinces: Sequence[int]) -> str:
    """Where they are, in words: a province, or several."""
    if not provinces:
        return ""
    return Unit.objects.get(pk=provinces[0]).name if len(set(provinces)) == 1 else gettext("nhiều tỉnh, thành phố")
