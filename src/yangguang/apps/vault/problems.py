"""What can go wrong with sealed values, in sentences for whoever stands before the screen."""

from __future__ import annotations


class VaultProblem(Exception):
    """Anything this app refuses or cannot do; the message is Chinese and says what to do next."""


class SealBroken(VaultProblem):
    """The value was sealed for something else or under another key, or was altered."""


class MissingKey(SealBroken):
    """The value is whole, but its key is not at hand; ``key_id`` says which one is wanted."""

    def __init__(self, key_id: str) -> None:
        super().__init__(
            f"缺少字段密钥 {key_id}，无法读取加密内容。请把备份时 keys 文件夹中的 field.key 及各 "
            "field-*.key 放回（密钥由环境变量提供的，请补入 YANGGUANG_FIELD_KEYS_OLD），然后重试。"
        )
        self.key_id = key_id


class Destroyed(VaultProblem):
    """The person's key is gone, and with it everything that was sealed under it."""

    def __init__(self) -> None:
        super().__init__("个人信息已按规定期限销毁，无法再查看。")


class NotAllowed(VaultProblem):
    """An act on personal data that lacks what the rules demand, such as a reason."""
