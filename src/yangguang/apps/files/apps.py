from datetime import timedelta

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "yangguang.apps.files"
    label = "files"

    def ready(self) -> None:
        from yangguang.apps.files.services.recognising import recognise_waiting
        from yangguang.apps.jobs import periodic

        periodic.register("files.recognise", every=timedelta(minutes=1), run=recognise_waiting)
