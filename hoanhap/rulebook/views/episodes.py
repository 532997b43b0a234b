"""First or second time of rehabilitation: what does each way of counting earlier episodes give?"""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hoanhap.kit import dates
from hoanhap.law.book import Book, LawError, NotInForce, in_words
from hoanhap.law.episodes import COUNT, FIRST, REPEAT, Episode, Outcomes, second_time
from hoanhap.rulebook import queries
from hoanhap.rulebook.forms import EpisodesForm
from hoanhap.rulebook.views.words import address, language, reason


def law_second_time(request: HttpRequest) -> HttpResponse:
    """The terms of a new decision by every open way of counting the earlier episodes typed; nothing is stored."""
    law, today = queries.current_book(), dates.today()
    asked = "ngay" in request.GET
    form = EpisodesForm(request.GET if asked else None, initial={"ngay": today})
    outcomes, refusal, earlier, day = None, "", [], today
    if asked and form.is_valid():
        day = form.cleaned_data["ngay"] or today
        earlier = [_episode(law, started, completed) for started, completed in form.cleaned_data["lan"]]
        try:
            outcomes = second_time(law, day, earlier)
        except NotInForce as error:
            refusal = _("Ngày %(day)s chưa có hai mức thời hạn cho lần đầu và lần sau: có từ %(first)s. Kiểm tra lại ngày.") % {
                "day": f"{error.day:%d/%m/%Y}",
                "first": f"{error.first:%d/%m/%Y}",
            }
        except LawError as error:
            refusal = str(error)
    context = {
        "form": form,
        "day": day,
        "outcomes": _told(outcomes) if outcomes else [],
        "differ": outcomes.differ if outcomes else False,
        "decided": in_words(outcomes.decided, language()) if outcomes and outcomes.decided else "",
        "refusal": refusal,
        "earlier": earlier,
        "question": {
            "label": law.rule(COUNT).label(language()),
            "url": address(law.rule(COUNT), day),
            "reason": reason(law.rule(COUNT).entries[-1]),
        },
        "terms": [(law.rule(key).label(language()), address(law.rule(key), day)) for key in (FIRST, REPEAT)],
    }
    return render(request, "rulebook/law_second_time.html", context, status=422 if form.errors else 200)


def _episode(law: Book, started: date, completed: bool) -> Episode:
    """An earlier time, under the law on drugs of its day."""
    try:
        governing = law.entry(FIRST, on=started).basis[0].doc.number
    except NotInForce:
        governing = ""
    return Episode(started, governing, "compulsory", completed)


def _told(outcomes: Outcomes) -> list[dict[str, object]]:
    names = {str(item): item.label(language()) for item in outcomes.entry.readings}
    return [
        {
            "reading": names.get(outcome.reading, outcome.reading),
            "working": outcome.reading == outcomes.entry.working,
            "unfinished": outcome.unfinished_count,
            "time": outcome.time,
            "term": in_words(outcome.term, language()),
            "counted": [f"{episode.started:%d/%m/%Y}" for episode in outcome.earlier],
        }
        for outcome in outcomes.outcomes
    ]
