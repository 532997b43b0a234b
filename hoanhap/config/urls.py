"""Which page answers at which address?"""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("hoanhap.desk.urls")),
    path("tai-khoan/", include("hoanhap.accounts.urls")),
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
    path("so-luat/", include("hoanhap.rulebook.urls")),
    path("don-vi/", include("hoanhap.units.urls")),
    path("nguoi/", include("hoanhap.people.urls")),
    path("ho-so/", include("hoanhap.cases.urls")),
    path("yeu-cau/", include("hoanhap.requests.urls")),
    path("", include("hoanhap.documents.urls")),
    path("nhap-danh-sach/", include("hoanhap.imports.urls")),
    path("ra-soat/", include("hoanhap.rounds.urls")),
    path("ke-hoach/", include("hoanhap.plans.urls")),
    path("", include("hoanhap.tasks.urls")),
    path("", include("hoanhap.reports.urls")),
    path("", include("hoanhap.progress.urls")),
]

handler403 = "hoanhap.kit.views.permission_denied"
handler404 = "hoanhap.kit.views.page_not_found"
handler500 = "hoanhap.kit.views.server_error"
