from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "tests.documents.letters"
    label = "tests_letters"
