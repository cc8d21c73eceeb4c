from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "yangguang.apps.agencies"
    label = "agencies"

    def ready(self) -> None:
        from yangguang.apps.agencies.sealing import AUTHENTICATOR, unseal
        from yangguang.apps.vault.registry import register_sealed_column

        register_sealed_column(
            "agencies.Authenticator",
            "sealed_key",
            purpose=AUTHENTICATOR,
            context=lambda row: f"user/{row.user_id}",
            unseal=unseal,
        )
