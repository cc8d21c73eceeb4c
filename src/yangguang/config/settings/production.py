"""A real installation. It refuses to start in a state that is only fit for trying out."""

from yangguang.config import env
from yangguang.config.settings.base import *  # noqa: F403 (settings modules extend one another by design)

DEMO = False
ALLOWED_HOSTS = env.names("HOSTS")
if not ALLOWED_HOSTS:
    raise env.WrongEnvironment(
        "未设置 YANGGUANG_HOSTS：正式环境须写明网站域名，多个域名用逗号分开，例如 www.example.gov.cn。"
    )
ALLOWED_HOSTS += list(SUBSITE_HOSTS)  # noqa: F405 (from base)
if env.flag("DEBUG"):
    raise env.WrongEnvironment("正式环境不得打开调试模式，请删除环境变量 YANGGUANG_DEBUG。")
if len(SECRET_KEY) < 40 or SECRET_KEY.startswith(("test-", "demo-")):  # noqa: F405 (from base)
    raise env.WrongEnvironment(
        "YANGGUANG_SECRET_KEY 太短或为示例值：请删除该变量由系统生成，或换成不少于 40 个字符的随机串。"
    )
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000)
