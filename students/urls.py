from django.urls import path

from .views import cases, dossier, imports, pupils, school

app_name = "students"
urlpatterns = [
    path("", pupils.student_list, name="list"),
    path("import/", imports.pupils, name="import"),
    path("import/<uuid:upload_id>/", imports.pupils_difference, name="import_difference"),
    path("import/guardians/", imports.guardian_list, name="import_guardians"),
    path("import/guardians/<uuid:upload_id>/", imports.guardian_difference, name="import_guardians_difference"),
    path("appointments/", school.appointments, name="appointments"),
    path("departures/", school.departures, name="departures"),
    path("departures/<uuid:enrolment_id>/", school.departure, name="departure"),
    path("addresses/", school.addresses, name="addresses"),
    path("addresses/<uuid:guardian_id>/", school.address, name="address"),
    path("cases/", cases.case_list, name="cases"),
    path("cases/adviser/", cases.adviser_case, name="adviser_case"),
    path("cases/<uuid:case_id>/", cases.case_detail, name="case"),
    path("cases/<uuid:case_id>/people/", cases.case_join, name="case_join"),
    path("cases/<uuid:case_id>/close/", cases.case_close, name="case_close"),
    path("exceptions/<uuid:exception_id>/", cases.exception_detail, name="exception"),
    path("entries/<uuid:entry_id>/void/", dossier.entry_void, name="entry_void"),
    path("files/<uuid:file_id>/", dossier.file, name="file"),
    path("<uuid:student_id>/", pupils.detail, name="detail"),
    path("<uuid:student_id>/bsn/", pupils.bsn, name="bsn"),
    path("<uuid:student_id>/case/", cases.case_new, name="case_new"),
    path("<uuid:student_id>/exception/", cases.exception_new, name="exception_new"),
    path("<uuid:student_id>/<str:code>/", pupils.category, name="category"),
    path("<uuid:student_id>/<str:code>/new/", dossier.entry_new, name="entry_new"),
]
