"""死链 at the desk."""

from django.test import Client
from django.urls import reverse

from tests.builders.agencies import AT, City, somebody
from tests.desk.conftest import enter
from tests.desk.scene import a_dead_link
from yangguang.apps.audit.models import Act
from yangguang.apps.publishing.models import WebLink


def test_a_dead_link_is_listed_with_its_item_and_asked_again(client: Client, city: City) -> None:
    link = a_dead_link(city.health)
    WebLink.objects.update(due_at="2099-01-01T00:00Z", why="页面不存在", checked_at=AT)
    enter(client, somebody("agency-clerk", city.health))
    page = client.get(reverse("dead-links")).content.decode()
    assert "http://gone.example/a" in page
    assert "页面不存在" in page
    assert "外部网站核查没有开启" in page
    assert (
        "gone.example"
        not in client.get(reverse("dead-links"), {"state": "doubtful"}).content.decode()
    )
    answer = client.post(reverse("ask-link-again", args=[link.pk]), follow=True)
    assert "没有开启外部网站核查" in answer.content.decode()
    link.refresh_from_db()
    assert link.due_at.year < 2099
    assert Act.objects.get(verb="link.ask-again").subject_label == "http://gone.example/a"


def test_another_bodys_links_are_not_shown(client: Client, city: City) -> None:
    link = a_dead_link(city.health)
    enter(client, somebody("agency-clerk", city.schools))
    assert "gone.example" not in client.get(reverse("dead-links")).content.decode()
    assert client.post(reverse("ask-link-again", args=[link.pk])).status_code == 404
