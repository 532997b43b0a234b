"""Which levels of units, kinds of succession and kinds of organisations are there, and how is a typed unit name read?"""

import re
import unicodedata
from dataclasses import dataclass

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_


class Level(Labelled):
    """The level of an administrative unit; the district level ended on 2025-07-01."""

    PROVINCE = "province", N_("Cấp tỉnh")
    DISTRICT = "district", N_("Cấp huyện (đến hết 30/06/2025)")
    COMMUNE = "commune", N_("Cấp xã")


class Share(Labelled):
    """How much of a unit went into its successor."""

    WHOLE = "whole", N_("toàn bộ")
    PART = "part", N_("một phần")
    UNKNOWN = "unknown", N_("chưa rõ phần")


class OrganisationKind(Labelled):
    """The kinds of agencies and facilities that act under the drug law."""

    COMMUNE_POLICE = "commune_police", N_("Công an cấp xã")
    PEOPLE_COMMITTEE = "people_committee", N_("Ủy ban nhân dân")
    HEALTH_STATION = "health_station", N_("Trạm Y tế")
    DISTRICT_POLICE = "district_police", N_("Công an cấp huyện")
    PROVINCIAL_POLICE = "provincial_police", N_("Công an cấp tỉnh")
    HEALTH_DEPARTMENT = "health_department", N_("Sở Y tế")
    DISTRICT_COURT = "district_court", N_("Tòa án nhân dân cấp huyện")
    REGIONAL_COURT = "regional_court", N_("Tòa án nhân dân khu vực")
    FACILITY = "facility", N_("Cơ sở cai nghiện ma túy")
    CLINIC = "clinic", N_("Cơ sở điều trị nghiện")
    ASSOCIATION = "association", N_("Hội, đoàn thể")
    STEERING_OFFICE = "steering_office", N_("Cơ quan thường trực Ban Chỉ đạo")


ENTERED_KINDS = (
    OrganisationKind.REGIONAL_COURT,
    OrganisationKind.FACILITY,
    OrganisationKind.CLINIC,
    OrganisationKind.ASSOCIATION,
)
"""Kinds no source lists: they are entered on screen. The others follow from the units themselves."""

KINDS = ("Phường", "Xã", "Thị trấn", "Đặc khu", "Quận", "Huyện", "Thị xã", "Thành phố", "Tỉnh")
"""The words that stand before a unit's name."""

_SHORT = {
    "p": "Phường",
    "f": "Phường",
    "x": "Xã",
    "tt": "Thị trấn",
    "q": "Quận",
    "h": "Huyện",
    "tx": "Thị xã",
    "tp": "Thành phố",
    "t": "Tỉnh",
}


def fold(text: str) -> str:
    """The search key of a name: lower case, no accents (đ → d), no apostrophes, single spaces for all other marks.

    >>> fold("Văn Miếu - Quốc Tử Giám"), fold("Ea H'Leo"), fold("  ĐỐNG  ĐA ")
    ('van mieu quoc tu giam', 'ea hleo', 'dong da')
    """
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", re.sub(r"['\u2019`\u0300-\u036f]", "", plain)).split())


_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"


def alphabetical(name: str) -> tuple[list[int], str]:
    """The sort key of a name in the Vietnamese alphabet (a ă â … d đ …), tones last: Dương Nội before Đại Mỗ."""
    letters = re.sub(r"[\u0300\u0301\u0303\u0309\u0323]", "", unicodedata.normalize("NFD", name.lower()))
    return [_LETTERS.find(letter) for letter in unicodedata.normalize("NFC", letters)], name


_KIND_OF_KEY = {fold(kind): kind for kind in KINDS}


@dataclass(frozen=True)
class Reading:
    """One way to read a typed name: the word before it (None: not typed) and the search key of the rest."""

    kind: str | None
    key: str


def readings(typed: str) -> tuple[Reading, ...]:
    """Every way to read one part of a typed unit name, the likeliest first; empty when nothing searchable was typed.

    “P. Dịch Vọng Hậu”, “phường 14”, “p14”, “Q1” carry the kind. “quan hoa” may be the ward Quan Hoa or a quận Hoa:
    without accents both are kept. With accents the word itself decides.

    >>> readings("P. Dịch Vọng Hậu")
    (Reading(kind='Phường', key='dich vong hau'),)
    >>> readings("quan hoa")
    (Reading(kind=None, key='quan hoa'), Reading(kind='Quận', key='hoa'))
    >>> readings("Quan Hoa"), readings("quận Hoa")
    ((Reading(kind=None, key='quan hoa'), Reading(kind='Quận', key='hoa')), (Reading(kind='Quận', key='hoa'),))
    """
    typed = unicodedata.normalize("NFC", typed).strip()
    short = re.fullmatch(r"(tt|tx|tp|[pfxqht])\s*(?:\.\s*(\S.*)|\s(\S.*)|(\d.*))", typed, re.IGNORECASE)
    if short:
        return (Reading(_SHORT[short[1].lower()], fold(short[2] or short[3] or short[4])),)
    key = fold(typed)
    if not key:
        return ()
    found = [Reading(None, key)]
    for kind_key, kind in _KIND_OF_KEY.items():
        if key.startswith(kind_key + " "):
            with_kind = Reading(kind, key.removeprefix(kind_key + " "))
            if typed.lower().startswith(kind.lower() + " "):
                return (with_kind,)
            found.append(with_kind)
    return tuple(found)


def agency_name(kind: OrganisationKind, unit_kind: str, unit_name: str) -> str:
    """The name an agency takes from its unit: «Công an phường Cầu Giấy». Raises KeyError for kinds with names of their own."""
    before = {
        OrganisationKind.COMMUNE_POLICE: "Công an",
        OrganisationKind.DISTRICT_POLICE: "Công an",
        OrganisationKind.PROVINCIAL_POLICE: "Công an",
        OrganisationKind.PEOPLE_COMMITTEE: "Ủy ban nhân dân",
        OrganisationKind.HEALTH_STATION: "Trạm Y tế",
        OrganisationKind.HEALTH_DEPARTMENT: "Sở Y tế",
        OrganisationKind.DISTRICT_COURT: "Tòa án nhân dân",
        OrganisationKind.STEERING_OFFICE: "Cơ quan thường trực Ban Chỉ đạo",
    }[kind]
    return f"{before} {in_sentence(unit_kind, unit_name)}"


def in_sentence(kind: str, name: str) -> str:
    """A unit's name inside a sentence: «phường Cầu Giấy»."""
    return f"{kind[0].lower()}{kind[1:]} {name}"
