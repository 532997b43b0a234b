"""What does an officer type to find and to register people?"""

from hoanhap.people.forms.asking import AnswerForm, AskForm
from hoanhap.people.forms.person import BirthField, CorrectionForm, PersonForm, RegistrationForm
from hoanhap.people.forms.search import SearchForm

__all__ = ["AnswerForm", "AskForm", "BirthField", "CorrectionForm", "PersonForm", "RegistrationForm", "SearchForm"]
