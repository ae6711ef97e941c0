import pytest

from factories import ThemeFactory
from rumbo.core.models import State
from rumbo.core.services import records


@pytest.mark.parametrize("page", ["withdraw", "supersede", "reinstate"])
def test_it_checks_access(answers, statuses, plan, other_axis, theme, url, page):
    assert answers(url(page, plan, theme)) == statuses(reader=403, editor=200)


def test_withdrawing_needs_a_reason(browser, editor, plan, theme, url, told):
    client, address = browser(editor), url("withdraw", plan, theme)
    assert client.post(address, {"reason": " "}).status_code == 200
    response = client.post(address, {"reason": "Se fusionó"})
    assert response.url == url("element", plan, theme)
    assert "Se retiró «Acuífero»." in told(response)[0]
    theme.refresh_from_db()
    assert (theme.state, theme.state_reason) == (State.WITHDRAWN, "Se fusionó")
    again = client.post(address, {"reason": "Otra vez"})
    assert "Ya no está vigente." in again.content.decode()


def test_superseding_offers_the_kin_in_force(browser, editor, plan, theme, axis, url):
    heir, gone = ThemeFactory(axis=axis, title="Agua subterránea"), ThemeFactory(axis=axis, state=State.WITHDRAWN)
    client, address = browser(editor), url("supersede", plan, theme)
    choices = client.get(address).context["form"].fields["heir"].queryset
    assert list(choices) == [heir]
    assert client.post(address, {"heir": gone.pk, "reason": "x"}).status_code == 200
    client.post(address, {"heir": heir.pk, "reason": "Se unieron"})
    theme.refresh_from_db()
    assert (theme.state, theme.superseded_by, theme.state_reason) == (State.SUPERSEDED, heir, "Se unieron")


def test_reinstating(browser, editor, manager, plan, theme, url):
    client, address = browser(editor), url("reinstate", plan, theme)
    assert "Ya está vigente." in client.post(address, {"reason": "x"}).content.decode()
    records.withdraw(manager, theme, reason="Por error")
    client.post(address, {"reason": "Era un error"})
    theme.refresh_from_db()
    assert theme.is_current


def test_others_write_nothing(answers, statuses, plan, other_axis, theme, url):
    assert answers(url("withdraw", plan, theme), {"reason": ""}) == statuses(reader=403, editor=200)
    theme.refresh_from_db()
    assert theme.is_current


class TestMove:
    @pytest.fixture
    def three(self, axis):
        return [ThemeFactory(axis=axis, title=title, position=n) for n, title in enumerate("ABC", 1)]

    def order(self, axis):
        return [theme.title for theme in axis.themes.all()]

    def test_it_checks_access(self, answers, statuses, plan, other_axis, three, url):
        address = url("move", plan, three[0])
        assert answers(address, {"to": "down"}) == statuses(reader=403, editor=302)
        assert answers(address) == dict.fromkeys(statuses(), 405)

    def test_up_and_down(self, browser, editor, plan, axis, three, url):
        client = browser(editor)
        response = client.post(url("move", plan, three[2]), {"to": "up"})
        assert response.url == f"{url('element', plan, axis)}#theme-{three[2].pk}"
        assert self.order(axis) == ["A", "C", "B"]
        client.post(url("move", plan, three[0]), {"to": "down"})
        assert self.order(axis) == ["C", "A", "B"]
        client.post(url("move", plan, three[1]), {"to": "down"})
        assert self.order(axis) == ["C", "A", "B"]

    def test_it_can_be_undone(self, browser, editor, plan, axis, three, url):
        client = browser(editor)
        client.post(url("move", plan, three[2]), {"to": "up"})
        three[2].refresh_from_db()
        client.post(url("undo", plan, three[2], three[2].version))
        assert self.order(axis) == ["A", "B", "C"]

    def test_axes_move_on_the_desk_of_the_plan(self, browser, manager, plan, axis, other_axis, url):
        response = browser(manager).post(url("move", plan, other_axis), {"to": "up"})
        assert response.url == f"{url('plan', plan)}#axis-{other_axis.pk}"

    def test_what_has_no_order_does_not_move(self, browser, manager, plan, organization, url):
        assert browser(manager).post(url("move", plan, organization), {"to": "up"}).status_code == 404
