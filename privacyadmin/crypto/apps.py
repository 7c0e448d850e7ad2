from django.apps import AppConfig


class CryptoConfig(AppConfig):
    name = "privacyadmin.crypto"
