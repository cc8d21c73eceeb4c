from datetime import timedelta

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "yangguang.apps.requests"
    label = "requests"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        from yangguang.apps.duties.registry import register_kind, register_revision_kind
        from yangguang.apps.jobs import periodic
        from yangguang.apps.letters.owners import register_owner
        from yangguang.apps.notices.contacts import register_contacts
        from yangguang.apps.notices.kinds import register_notice_kind
        from yangguang.apps.requests import contacts
        from yangguang.apps.requests.recomputing import kinds_with_clocks
        from yangguang.apps.requests.services import originals, query_codes, voiding
        from yangguang.apps.requests.services.forgetting import retention
        from yangguang.apps.requests.services.readings import revisions
        from yangguang.apps.vault.registry import register_retention_owner

        for kind in kinds_with_clocks():
            register_kind(kind)
        register_revision_kind(revisions())
        register_retention_owner(retention())
        register_owner("application", voiding.void_letter_of_case)
        register_contacts(contacts.KIND, contacts.address_of)
        register_notice_kind("request.received", "申请回执")
        register_notice_kind("request.progress", "办理进展提醒")
        periodic.register(
            "清理待登记的扫描件", every=timedelta(minutes=30), run=originals.sweep_scans
        )
        periodic.register(
            "清理查询码错误记录", every=timedelta(hours=12), run=query_codes.forget_code_tries
        )
