"""Where the register of processing, the DPIAs and the application form are."""
from django.urls import path

from processors.views import activities, application_forms, dpia, purposes, submissions

ACTIVITY, DPIA, FORM = "register/<uuid:key>/", "register/dpia/<uuid:key>/", "register/application-form/<uuid:key>/"

urlpatterns = [
    path("register/", activities.index, name="activities"),
    path("register/suggested/", activities.suggested, name="activities_suggested"),
    path("register/new/", activities.new, name="activity_new"),
    path("register/purposes/", purposes.purposes, name="purposes"),
    path(ACTIVITY, activities.detail, name="activity"),
    path(f"{ACTIVITY}change/<slug:part>/", activities.change, name="activity_change"),
    path(f"{ACTIVITY}recipients/", activities.recipients, name="activity_recipients"),
    path(f"{ACTIVITY}steps/<slug:name>/", activities.step, name="activity_step"),
    path(f"{ACTIVITY}send-back/", activities.send_back, name="activity_send_back"),
    path(f"{ACTIVITY}stop/", activities.stop, name="activity_stop"),
    path(f"{ACTIVITY}versions/<int:number>/", activities.version, name="activity_version"),
    path("register/dpia/", dpia.index, name="dpias"),
    path("register/dpia/new/", dpia.new, name="dpia_new"),
    path(DPIA, dpia.detail, name="dpia"),
    path(f"{DPIA}prescan/", dpia.prescan, name="dpia_prescan"),
    path(f"{DPIA}write/<slug:part>/", dpia.write, name="dpia_write"),
    path(f"{DPIA}risks/new/", dpia.risk_new, name="dpia_risk_new"),
    path(f"{DPIA}risks/<uuid:risk_key>/", dpia.risk, name="dpia_risk"),
    path(f"{DPIA}steps/<slug:name>/", dpia.step, name="dpia_step"),
    path(f"{DPIA}advise/", dpia.advise, name="dpia_advise"),
    path(f"{DPIA}decide/", dpia.decide, name="dpia_decide"),
    path("register/application-form/", application_forms.index, name="application_forms"),
    path("register/application-form/new/", application_forms.new, name="application_form_new"),
    path(FORM, application_forms.detail, name="application_form"),
    path(f"{FORM}change/", application_forms.change, name="application_form_change"),
    path(f"{FORM}questions/new/", application_forms.question_new, name="application_form_question_new"),
    path(f"{FORM}questions/<uuid:field_key>/", application_forms.question, name="application_form_question"),
    path(f"{FORM}questions/<uuid:field_key>/move/", application_forms.question_move, name="application_form_question_move"),
    path(f"{FORM}steps/<slug:name>/", application_forms.step, name="application_form_step"),
    path(f"{FORM}send-back/", application_forms.send_back, name="application_form_send_back"),
    path(f"{FORM}review/", application_forms.review, name="application_form_review"),
    path(f"{FORM}use/", application_forms.use, name="application_form_use"),
    path(f"{FORM}print/", application_forms.print_form, name="application_form_print"),
    path(f"{FORM}printed/", application_forms.printed, name="application_form_printed"),
    path("enrolments/<uuid:key>/form/", submissions.new, name="submission_new"),
    path("submissions/<uuid:key>/", submissions.detail, name="submission"),
    path("submissions/<uuid:key>/answers/", submissions.change, name="submission_change"),
    path("submissions/<uuid:key>/notice/", submissions.notice, name="submission_notice"),
]
