from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PersonalDataConfig(AppConfig):
    name = "privacyadmin.personal_data"

    def ready(self) -> None:
        autodiscover_modules("personal_data")
