from django.apps import AppConfig


class DrawsConfig(AppConfig):
    name = "yangguang.apps.draws"
    label = "draws"
    verbose_name = "双随机抽查"

    def ready(self) -> None:
        from yangguang.apps.draws.duty_kinds import KINDS
        from yangguang.apps.duties.registry import register_kind

        for kind in KINDS:
            register_kind(kind)
