"""Every address of the house, face by face."""

from django.urls import include, path

from backend.web.files.verify import verify
from backend.web.shared import health, house_notice, mailbox, tastes
from backend.web.shared import views as shared
from backend.web.shared.language import choose_language

urlpatterns = [
    path("api/mobile/v1/", include("mobile_api.urls")),
    path("", shared.front_door, name="front-door"),
    path("accounts/", include("backend.web.shared.account_urls")),
    path("portal/", include("backend.web.portal.urls")),
    path("desk/", include("backend.web.desk.urls")),
    path("day/", include("backend.web.day.urls")),
    path("checklists/", include("backend.web.checklists.urls")),
    path("money/", include("backend.web.money.urls")),
    path("administration/", include("backend.web.administration.urls")),
    path("files/", include("backend.web.files.urls")),
    path("", include("backend.web.phone.urls")),
    path("verify/<slug:sha256>", verify, name="verify"),
    path("language/", choose_language, name="set_language"),
    path("theme/", tastes.choose_theme, name="set_theme"),
    path("lists/<slug:page>/keep/", tastes.keep_view, name="keep_view"),
    path("lists/<slug:page>/drop/", tastes.drop_view, name="drop_view"),
    path("lists/<slug:page>/columns/", tastes.choose_columns, name="choose_columns"),
    path("mail/", mailbox.mail, name="mail"),
    path("house-notice/", house_notice.house_notice, name="house-notice"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "backend.web.shared.failures.bad_request"
handler403 = "backend.web.shared.failures.permission_denied"
handler404 = "backend.web.shared.failures.page_not_found"
handler500 = "backend.web.shared.failures.server_error"
