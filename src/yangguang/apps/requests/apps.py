from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "yangguang.apps.requests"
    label = "requests"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        from yangguang.apps.duties.registry import register_kind
        from yangguang.apps.requests.recomputing import kinds_with_clocks

        for kind in kinds_with_clocks():
            register_kind(kind)
