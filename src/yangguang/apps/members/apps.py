from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "yangguang.apps.members"
    label = "members"
    verbose_name = "用户"

    def ready(self) -> None:
        from datetime import timedelta

        from yangguang.apps.jobs import periodic
        from yangguang.apps.members import contacts
        from yangguang.apps.members.services.keeping import forget_cases
        from yangguang.apps.members.services.telling import send_digests
        from yangguang.apps.notices.contacts import register_contacts, register_links
        from yangguang.apps.notices.kinds import register_notice_kind
        from yangguang.apps.vault.registry import register_forgetter

        register_contacts(contacts.KIND, contacts.address_of)
        register_links(contacts.KIND, contacts.path_of)
        register_notice_kind("member.link", "用户邮件链接")
        register_notice_kind("member.digest", "订阅更新", link_ends=True)
        register_forgetter("members", forget_cases)
        periodic.register("members.digests", every=timedelta(minutes=30), run=send_digests)
