"""How a message leaves the building, one module per way."""

from yangguang.apps.notices.adapters.base import Adapter, Message, NotDelivered, adapter_for

__all__ = ["Adapter", "Message", "NotDelivered", "adapter_for"]
