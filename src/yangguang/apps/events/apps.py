from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "yangguang.apps.events"
    label = "events"
