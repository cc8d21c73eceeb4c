from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "yangguang.apps.audit"
    label = "audit"
