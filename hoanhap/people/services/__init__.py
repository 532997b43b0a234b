"""How do people enter the register, change, move and die, and who looked at them?"""

from hoanhap.people.services.asking import answer_ask, ask_about, asked_today
from hoanhap.people.services.duplicates import SHOWN_DUPLICATES, Candidate, LikelyDuplicates, likely_duplicates
from hoanhap.people.services.identity import (
    open_health_sheet,
    photo_shown,
    remove_part,
    renew_seals,
    save_address,
    save_background,
    save_health_sheet,
    save_paper,
    save_past_measure,
    save_photo,
    save_relative,
    verify_residence,
    withdraw_paper,
)
from hoanhap.people.services.looking import note_compared, note_search, reveal_number
from hoanhap.people.services.moving import addresses_left, end_access, grant_access, move_person, record_death, take_back_move
from hoanhap.people.services.registration import register_person, update_person

__all__ = [
    "SHOWN_DUPLICATES",
    "Candidate",
    "LikelyDuplicates",
    "addresses_left",
    "answer_ask",
    "ask_about",
    "asked_today",
    "end_access",
    "grant_access",
    "likely_duplicates",
    "move_person",
    "note_compared",
    "note_search",
    "open_health_sheet",
    "photo_shown",
    "record_death",
    "register_person",
    "remove_part",
    "renew_seals",
    "reveal_number",
    "save_address",
    "save_background",
    "save_health_sheet",
    "save_paper",
    "save_past_measure",
    "save_photo",
    "save_relative",
    "take_back_move",
    "update_person",
    "verify_residence",
    "withdraw_paper",
]
