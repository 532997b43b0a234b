"""From which facts are the receipt and the answer of a request written?"""

from datetime import date

from hoanhap.accounts.models import User
from hoanhap.cases.services.papers import issuer_of, issuing_organisation
from hoanhap.documents.rules import IssuerKind
from hoanhap.kit.formats import citation
from hoanhap.law.book import Confidence, unpin
from hoanhap.requests.models import DataRequest
from hoanhap.requests.papers import RequestPaper
from hoanhap.requests.rules.asking import Asker, Channel, RequestState, Topic, Wish


def request_paper(request: DataRequest, by: User, on: date) -> RequestPaper:
    """The context of the papers of a request, handed out by `by` on a day. Raises Refused when the commune has no agency."""
    issuer = issuer_of(issuing_organisation(request.commune, IssuerKind.COMMUNE_POLICE))
    asker = Asker(request.asker)
    who = request.person.full_name if asker is Asker.SELF else f"{request.asker_name} ({asker.label.lower()})"
    state = RequestState(request.state)
    return RequestPaper(
        unit=issuer.name,
        parent=issuer.parent,
        place=issuer.place,
        number=str(request),
        name=request.person.full_name,
        code=request.person.code,
        asker=who,
        wish=Wish(request.wish).label,
        topic=Topic(request.topic).label,
        channel=Channel(request.channel).label,
        received_on=request.received_on,
        what=request.what,
        wanted=request.wanted,
        evidence=request.evidence,
        answer_due=request.answer_due_on,
        due=request.due_on,
        article=_article(request),
        officer=by.get_full_name(),
        on=on,
        outcome="Nhận làm, sẽ thực hiện trong hạn" if state is RequestState.ACCEPTED else state.label,
        reply=request.reply,
        refused_under=request.article,
        demonstration=request.is_demo,
    )


def _article(request: DataRequest) -> str:
    """The texts that set the periods, each once, and whether they are confirmed."""
    pins = [unpin(pinned) for pinned in (request.answer_pin, request.due_pin) if pinned]
    cited = "; ".join(dict.fromkeys(citation(pin.short_basis()) for pin in pins))
    return cited if all(pin.confidence is Confidence.CONFIRMED for pin in pins) else f"{cited}, chưa xác nhận điều khoản"
