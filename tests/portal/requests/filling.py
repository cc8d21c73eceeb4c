"""Filling in the application form as a browser would: a step at a time, with what is right by default."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from yangguang.apps.requests.models import Application

WANTED = "2025年度全市农村饮用水水质监测结果"
NAME = "李测试"
IDENTITY = "11010119900307109X"
TELEPHONE = "13800138000"
EMAIL = "li@example.cn"
ADDRESS = "清源市湖滨路1号"
PRIVATE = (NAME, IDENTITY, TELEPHONE, EMAIL, ADDRESS)


def a_picture(name: str = "身份证.png") -> SimpleUploadedFile:
    """A small real picture."""
    target = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(target, "PNG")
    return SimpleUploadedFile(name, target.getvalue(), content_type="image/png")


@dataclass
class Applying:
    """One browser on its way through the form. Each step gives the answer of the server."""

    client: Client
    prefix: str = ""

    def send(self, step: str, **fields: Any) -> HttpResponse:
        return self.client.post(f"{self.prefix}/requests/apply/{step}/", {"do": "next", **fields})

    def bodies(self, *slugs: str) -> HttpResponse:
        return self.send("bodies", body=list(slugs or ["health"]))

    def wanted(self, text: str = WANTED, **fields: Any) -> HttpResponse:
        return self.send("wanted", wanted=text, **fields)

    def way(self, form: str = "electronic", delivery: str = "online") -> HttpResponse:
        return self.send("way", form=form, delivery=delivery)

    def applicant(self, **fields: Any) -> HttpResponse:
        return self.send(
            "applicant",
            **{
                "kind": "natural", "name": NAME, "identity": IDENTITY, "telephone": TELEPHONE,
                "email": EMAIL, "address": ADDRESS, "postcode": "070000", "person": "", **fields,
            },
        )  # fmt: skip

    def files(self, **fields: Any) -> HttpResponse:
        return self.send("files", **(fields or {"proof": a_picture()}))

    def submit(self, **fields: Any) -> HttpResponse:
        return self.send("check", **{"do": "submit", **fields})

    def page(self, step: str) -> str:
        return self.client.get(f"{self.prefix}/requests/apply/{step}/").content.decode()

    def filled(self, *slugs: str, **fields: Any) -> Applying:
        """Everything but the last click."""
        self.bodies(*slugs)
        self.wanted(fields.pop("text", WANTED))
        self.way()
        self.applicant(**fields)
        self.files()
        return self

    def handed_in(self, *slugs: str) -> tuple[Application, str]:
        """One application, and its query code as the receipt shows it."""
        self.filled(*slugs)
        assert self.submit().status_code == 302
        page = self.client.get("/requests/apply/receipt/").content.decode()
        code = re.search(r'class="code">([^<]+)<', page)
        assert code is not None
        return Application.objects.latest("pk"), code[1]


def words_of(response: HttpResponse) -> str:
    return response.content.decode()
