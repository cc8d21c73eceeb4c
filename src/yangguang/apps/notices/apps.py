from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "yangguang.apps.notices"
    label = "notices"

    def ready(self) -> None:
        from yangguang.apps.notices.services import telling

        telling.register_readers()
