from django.apps import AppConfig


class DrawsConfig(AppConfig):
    name = "yangguang.apps.draws"
    label = "draws"
    verbose_name = "双随机抽查"

    def ready(self) -> None:
        from yangguang.apps.draws.duty_kinds import KINDS
        from yangguang.apps.draws.secrets import COLUMNS, PURPOSE, context_of
        from yangguang.apps.duties.registry import register_kind
        from yangguang.apps.vault.registry import register_sealed_column

        for kind in KINDS:
            register_kind(kind)
        for column in COLUMNS:
            register_sealed_column("draws.Commitment", column, purpose=PURPOSE, context=context_of)
