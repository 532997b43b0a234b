"""What does an officer type to find, to register and to list people?"""

from hoanhap.people.forms.lists import PersonFilter
from hoanhap.people.forms.person import BirthField, CorrectionForm, PersonForm, RegistrationForm
from hoanhap.people.forms.search import SearchForm

__all__ = ["BirthField", "CorrectionForm", "PersonFilter", "PersonForm", "RegistrationForm", "SearchForm"]
