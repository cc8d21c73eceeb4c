"""What identifies an applicant or a third party, before it is sealed and after it is opened."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from yangguang.apps.requests.workflow import impossible
from yangguang.law.identity import ApplicantKind
from yangguang.text.folding import fold

NAME = "request.applicant.name"
"""The purpose under which names are digested, so that a whole name can be found."""


def folded(text: str) -> str:
    """The text without width, spaces and script differences."""
    return "".join(fold(text).split())


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody; every field may be empty, one of them must not."""

    telephone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    person: str = ""
    """Who answers for an organisation."""

    def as_json(self) -> dict[str, str]:
        """The fields by name, to be sealed as one text."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Person:
    """The applicant as stated. ``identity`` is the number of the proof (身份证明), may be empty for
    a channel where only a copy was handed over; ``represented_by`` names an agent."""

    kind: ApplicantKind
    name: str
    identity: str = ""
    contact: Contact = Contact()
    mail_agreed: bool = False
    """Whether they agreed to be told by e-mail how the case goes on."""

    def checked(self) -> Person:
        """The person with edges trimmed. Raises NotPossible where a required fact is missing.

        依据：《条例》第二十九条第二款第（一）项：姓名或者名称、身份证明、联系方式。
        """
        name = " ".join(self.name.split())
        if not name:
            raise impossible("《条例》第二十九条", "请填写申请人的姓名或者名称。")
        contact = Contact(**{key: value.strip() for key, value in self.contact.as_json().items()})
        if not (contact.telephone or contact.email or contact.address):
            raise impossible(
                "《条例》第二十九条", "请至少填写一种联系方式：电话、电子邮箱或者通信地址。"
            )
        return Person(self.kind, name, self.identity.strip(), contact, self.mail_agreed)
