from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "yangguang.apps.vault"
    label = "vault"

    def ready(self) -> None:
        from yangguang.apps.vault import digests, subjects
        from yangguang.apps.vault.registry import register_sealed_column

        register_sealed_column(
            "vault.SubjectKey",
            "wrapped",
            purpose=subjects.WRAPPING,
            context=lambda row: row.pk.hex,
        )
        register_sealed_column(
            "vault.InstallationKey",
            "wrapped",
            purpose=digests.WRAPPING,
            context=lambda row: str(row.pk),
        )
