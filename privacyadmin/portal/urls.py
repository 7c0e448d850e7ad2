from django.urls import path

from .views import activation, consents, holdings, home, placed, requests, sharing, transfers

app_name = "portal"
ONE = "requests/<uuid:key>/"
CONSENTS = "children/<uuid:key>/consents/"

urlpatterns = [
    path("", home.home, name="home"),
    path("children/<uuid:key>/", home.child, name="child"),
    path("children/<uuid:key>/data/", holdings.shown, name="holdings"),
    path("children/<uuid:key>/data/not-right/<str:name>/", holdings.not_right, name="not_right"),
    path(CONSENTS, consents.shown, name="consents"),
    path(f"{CONSENTS}answer/", consents.answer, name="consent_answer"),
    path(f"{CONSENTS}history/", consents.history, name="consent_history"),
    path(f"{CONSENTS}paper/", consents.paper, name="consent_paper"),
    path(f"{CONSENTS}decide/", consents.decide, name="consent_decide"),
    path("children/<uuid:key>/placed/", placed.shown, name="placed"),
    path("sharing/", sharing.shown, name="sharing"),
    path("sharing/<uuid:relation_id>/", sharing.allow, name="sharing_allow"),
    path("sharing/<uuid:agreement_id>/withdraw/", sharing.withdraw, name="sharing_withdraw"),
    path("transfers/<uuid:key>/", transfers.shown, name="transfer"),
    path("transfers/<uuid:key>/copy/", transfers.copy, name="transfer_copy"),
    path("code/", activation.code, name="code"),
    path("code/confirm/", activation.code_confirm, name="code_confirm"),
    path("requests/new/", requests.new, name="new"),
    path(ONE, requests.detail, name="request"),
    path(f"{ONE}answer/", requests.answer_question, name="answer_question"),
    path(f"{ONE}withdraw/", requests.withdraw, name="withdraw"),
    path(f"{ONE}download/<uuid:delivery_key>/", requests.download, name="download"),
    path(f"{ONE}code/", requests.send_code, name="send_code"),
    path(f"{ONE}again/", requests.issue_again, name="issue_again"),
]
