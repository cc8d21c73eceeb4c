from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "yangguang.apps.registers"
    label = "registers"
    verbose_name = "清单与公示"

    def ready(self) -> None:
        from datetime import timedelta

        from yangguang.apps.duties.registry import register_kind
        from yangguang.apps.events import registry
        from yangguang.apps.jobs import periodic
        from yangguang.apps.registers.duty_kinds import KINDS
        from yangguang.apps.registers.services.budget_duties import owe_budgets
        from yangguang.apps.registers.services.coming_down import take_down_what_is_due
        from yangguang.apps.registers.services.screening_jobs import DUE, READER, on_due
        from yangguang.apps.registers.services.staging import drop_old_uploads

        for kind in KINDS:
            register_kind(kind)
        registry.register(READER, kinds=[DUE], handler=on_due)
        periodic.register("registers.due", every=timedelta(minutes=10), run=take_down_what_is_due)
        periodic.register("registers.imports", every=timedelta(hours=1), run=drop_old_uploads)
        periodic.register("registers.budgets", every=timedelta(hours=1), run=owe_budgets)
