from datetime import timedelta

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "yangguang.config"
    label = "config"

    def ready(self) -> None:
        from yangguang.apps.jobs import periodic
        from yangguang.config import housekeeping

        periodic.register("审计封存", every=timedelta(minutes=1), run=housekeeping.seal)
        periodic.register("审计日根", every=timedelta(hours=6), run=housekeeping.fix_roots)
        periodic.register("清理会话", every=timedelta(days=1), run=housekeeping.clear_sessions)
        periodic.register("查询统计", every=timedelta(days=1), run=housekeeping.gather_statistics)
        periodic.register("清理事件", every=timedelta(days=1), run=housekeeping.clear_events)
        periodic.register(
            "到期个人信息", every=timedelta(days=1), run=housekeeping.list_personal_data_due
        )
        periodic.register("合计统计台账", every=timedelta(days=1), run=housekeeping.fold_tallies)
        periodic.register("核对工作日历", every=timedelta(days=1), run=housekeeping.check_calendars)
        periodic.register("期限提醒", every=timedelta(hours=1), run=housekeeping.remind)
        periodic.register("发送通知", every=timedelta(minutes=1), run=housekeeping.send_notices)
