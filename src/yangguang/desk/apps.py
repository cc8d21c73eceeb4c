from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "yangguang.desk"
    label = "desk"

    def ready(self) -> None:
        from yangguang.desk import draftwork, registers_work, sources

        sources.register_all()
        draftwork.register_all()
        registers_work.register_all()
