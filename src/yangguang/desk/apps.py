from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "yangguang.desk"
    label = "desk"

    def ready(self) -> None:
        from yangguang.desk.sources import register_all

        register_all()
