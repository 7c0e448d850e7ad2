from django.urls import path

from .views import mine, runs, texts

app_name = "letters"
TEXT = "letters/texts/<str:kind>/<str:audience>/<str:language>/"

urlpatterns = [
    path("letters/texts/", texts.index, name="index"),
    path(TEXT, texts.text, name="text"),
    path(f"{TEXT}edit/", texts.edit, name="edit"),
    path(f"{TEXT}in-force/", texts.put_in_force, name="put_in_force"),
    path(f"{TEXT}sample/", texts.sample, name="sample"),
    path(f"{TEXT}sample.pdf", texts.sample_file, name="sample_file"),
    path("letters/post/", runs.index, name="post"),
    path("letters/post/<uuid:run_id>/", runs.run, name="run"),
    path("letters/post/<uuid:run_id>/letters/", runs.run_file, name="run_file"),
    path("portal/letters/", mine.index, name="mine"),
    path("portal/letters/<uuid:letter_id>/", mine.letter, name="letter"),
]
