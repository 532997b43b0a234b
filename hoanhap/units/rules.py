"""Which levels of units, kinds of succession and kinds of organisations does the law know?"""

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
