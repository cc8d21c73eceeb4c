from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "yangguang.apps.vault"
    label = "vault"
