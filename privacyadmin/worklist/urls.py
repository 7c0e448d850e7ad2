from django.urls import path

from . import task_views, views

urlpatterns = [
    path("tasks/", task_views.tasks, name="tasks"),
    path("tasks/new/<str:kind>/<uuid:key>/", task_views.ask, name="ask_task"),
    path("tasks/<uuid:task_id>/", task_views.task, name="task"),
    path("tasks/<uuid:task_id>/close/", task_views.close, name="close_task"),
    path("tasks/<uuid:task_id>/hand-over/", task_views.hand_over, name="hand_over_task"),
    path("theme/<str:name>.css", views.theme, name="theme"),
    path("logo/<uuid:house_id>.png", views.logo, name="logo"),
]
