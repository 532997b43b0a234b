"""What is typed into the search box?"""

from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    """The search box. It is sent by POST: names and numbers never stand in an address or a log."""

    q = forms.CharField(required=False, max_length=200, label=_("Tên, năm sinh, số định danh"), strip=True)
