"""How do people enter the register, change, move and die, and who looked at them?"""

from hoanhap.people.services.duplicates import SHOWN_DUPLICATES, Candidate, LikelyDuplicates, likely_duplicates
from hoanhap.people.services.looking import note_compared, note_search, reveal_number
from hoanhap.people.services.moving import addresses_left, end_access, grant_access, move_person, record_death, take_back_move
from hoanhap.people.services.registration import register_person, update_person

__all__ = [
    "SHOWN_DUPLICATES",
    "Candidate",
    "LikelyDuplicates",
    "addresses_left",
    "end_access",
    "grant_access",
    "likely_duplicates",
    "move_person",
    "note_compared",
    "note_search",
    "record_death",
    "register_person",
    "reveal_number",
    "take_back_move",
    "update_person",
]
