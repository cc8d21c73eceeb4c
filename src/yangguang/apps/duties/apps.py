from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "yangguang.apps.duties"
    label = "duties"

    def ready(self) -> None:
        from yangguang.apps.agencies.registry import (
            OpenWork,
            Records,
            register_open_work,
            register_records,
        )
        from yangguang.apps.duties.services import handing, supervision

        register_open_work(OpenWork("duties", "应办事项", handing.count_of, handing.pass_on_duties))
        register_records(Records("duties", "应办事项", handing.repoint_duties))
        supervision.register()
