from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "privacyadmin.deadlines"
    label = "deadlines"
