"""The pages: what each side reads and does there, and what a page costs."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from harambee.access.actors import Actor
from harambee.access.models import AuditEvent, Notice, User
from harambee.access.tests.world import acting_as
from harambee.cases import commands as cases
from harambee.referrals import commands, queries
from harambee.referrals.models import Referral
from harambee.referrals.states import State
from harambee.referrals.tests.conftest import Story


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def token(page: Any) -> str:
    """The one-time token of the form on a page."""
    return str(page.context["form"]["form_token"].value())


def now(story: Story, referral: Referral) -> Referral:
    with acting_as(story.world.supervisor):
        return Referral.objects.get(pk=referral.pk)


def test_sending_shows_first_what_they_will_see(story: Story) -> None:
    client = browser(story.world.worker)
    search = client.get(reverse("send_referral", args=[story.case.pk]))
    assert "Counselling for children" in search.text
    assert "Agreed" in search.text
    page = client.get(reverse("send_referral", args=[story.case.pk, story.service.pk]))
    assert page.context["form"]["ground"].value() == str(story.consent.pk)
    answers = {
        "need": "counselling",
        "urgency": "urgent",
        "reason": "The child sleeps badly.",
        "ground": str(story.consent.pk),
        "legal_duty": "",
    }
    preview = client.post(page.request["PATH_INFO"], answers)
    assert "What they will see" in preview.text
    assert "5–9 years" in preview.text
    assert "Identity, Health, Plan" in preview.text
    assert "Amina" not in preview.text.split("<main")[1]
    with acting_as(story.world.worker):
        assert Referral.objects.count() == 0
    sent = client.post(
        page.request["PATH_INFO"], answers | {"send": "1", "form_token": token(preview)}, follow=True
    )
    with acting_as(story.world.worker):
        referral = Referral.objects.get()
    assert sent.redirect_chain[-1][0] == reverse("referral", args=[referral.pk])
    assert "Sent to Mto Mweupe Health Centre" in sent.text
    again = client.post(page.request["PATH_INFO"], answers | {"send": "1", "form_token": token(preview)})
    assert again.status_code == 409


def test_a_refused_answer_stands_at_its_field(story: Story) -> None:
    client = browser(story.world.worker)
    path = reverse("send_referral", args=[story.case.pk, story.service.pk])
    answers = {
        "need": "counselling",
        "urgency": "urgent",
        "reason": "Amina sleeps badly.",
        "ground": "law",
        "legal_duty": "",
    }
    page = client.post(path, answers)
    assert "Name the law." in page.text
    page = client.post(path, answers | {"legal_duty": "Children Act", "send": "1", "form_token": "0" * 32})
    assert "Leave the child&#x27;s name out" in page.text
    assert "Amina sleeps badly." in page.text
    assert page.context["form"].errors["reason"]


def test_the_search_is_filled_in_with_the_childs_age(story: Story) -> None:
    story.new_service(name="For the grown", min_age=15)
    story.new_service("children_office", "Our own visits")
    client = browser(story.world.worker)
    page = client.get(reverse("send_referral", args=[story.case.pk]))
    assert "For the grown" not in page.text
    assert "Our own visits" not in page.text
    assert "For the grown" in client.get(reverse("send_referral", args=[story.case.pk]), {"age": ""}).text
    assert "No service fits" in client.get(reverse("send_referral", args=[story.case.pk]), {"q": "zzz"}).text


def test_the_desk_reads_the_minimum_and_accepts(story: Story) -> None:
    referral = story.send()
    client = browser(story.world.clinic_intake)
    queue = client.get(reverse("referrals"))
    assert "Counselling for children" in queue.text
    page = client.get(reverse("referral", args=[referral.pk]))
    assert "The child sleeps badly" in page.text
    assert "Amina" not in page.text
    assert reverse("case", args=[story.case.pk]) not in page.text
    assert reverse("accept_referral", args=[referral.pk]) in page.text
    assert reverse("cancel_referral", args=[referral.pk]) not in page.text
    form = client.get(reverse("accept_referral", args=[referral.pk]))
    done = client.post(
        reverse("accept_referral", args=[referral.pk]),
        {
            "version": form.context["form"]["version"].value(),
            "lead": str(story.world.nurse.post_id),
            "note": "Come on Monday.",
            "form_token": token(form),
        },
        follow=True,
    )
    assert now(story, referral).lead_post_id == story.world.nurse.post_id
    with acting_as(story.world.clinic_intake):
        assert queries.news(story.world.clinic_intake) == []
    assert reverse("case", args=[story.case.pk]) in done.text
    assert "Amina" in client.get(reverse("case", args=[story.case.pk])).text
    with acting_as(story.world.auditor):
        reads = AuditEvent.objects.filter(action="referral.read", actor_id=story.world.clinic_intake.user_id)
        assert reads.count() == 2


@pytest.mark.parametrize(
    ("name", "answers", "state"),
    [
        ("decline_referral", {"reason": "capacity", "note": "Full"}, State.DECLINED),
        ("waitlist_referral", {"note": "Third"}, State.WAITLISTED),
        ("start_referral", {}, State.IN_PROGRESS),
        ("return_referral", {"reason": "other", "note": "Closed"}, State.RETURNED),
        ("record_outcome", {"outcome": "partly", "why": "Better"}, State.COMPLETED),
        ("cancel_referral", {"why": "Moved"}, State.CANCELLED),
    ],
)
def test_each_form(story: Story, name: str, answers: dict[str, str], state: State) -> None:
    referral = story.send()
    if name in {"start_referral", "return_referral", "record_outcome"}:
        story.accept(referral)
    client = browser(story.world.worker if name == "cancel_referral" else story.world.clinic_intake)
    path = reverse(name, args=[referral.pk])
    form = client.get(path)
    given = {"version": form.context["form"]["version"].value()}
    if answers:
        empty = client.post(path, given | {"form_token": token(form)})
        assert empty.status_code == 200
        assert empty.context["form"].errors
    done = client.post(path, given | answers | {"form_token": token(form)})
    assert done.status_code == 302
    assert now(story, referral).state == state


def test_reroute(story: Story) -> None:
    referral = story.send()
    commands.decline_referral(story.world.clinic_intake, referral.pk, reason="area", note="Too far")
    other = story.new_service("other_ngo", "Family counselling")
    consent = story.agree("other_ngo")
    client = browser(story.world.worker)
    assert "Family counselling" in client.get(reverse("reroute_referral", args=[referral.pk])).text
    path = reverse("reroute_referral", args=[referral.pk, other.pk])
    answers = {
        "need": "counselling",
        "urgency": "urgent",
        "reason": "Sleeps badly",
        "ground": str(consent.pk),
    }
    preview = client.post(path, answers)
    done = client.post(path, answers | {"send": "1", "form_token": token(preview)}, follow=True)
    assert "Sent on from an earlier referral" in done.text
    assert now(story, referral).state == State.REROUTED


def test_a_lost_race_is_told_by_name(story: Story) -> None:
    second = story.hire("second", "clinic", "referral_intake")
    referral = story.send()
    client = browser(second)
    form = client.get(reverse("accept_referral", args=[referral.pk]))
    story.accept(referral)
    late = client.post(
        reverse("accept_referral", args=[referral.pk]),
        {"version": 1, "lead": str(second.post_id), "note": "", "form_token": token(form)},
    )
    assert late.status_code == 409
    assert "Clinic Intake W. was here first" in late.text


def test_news_is_read_and_put_away(story: Story) -> None:
    referral = story.send()
    commands.decline_referral(story.world.clinic_intake, referral.pk, reason="capacity", note="Full")
    client = browser(story.world.worker)
    assert "Your referral was declined" in client.get(reverse("today")).text
    assert "Your referral was declined" in client.get(reverse("referral", args=[referral.pk])).text
    client.post(reverse("see_news", args=[referral.pk]))
    assert "Your referral was declined" not in client.get(reverse("today")).text
    with acting_as(story.world.worker):
        assert Notice.objects.filter(seen_at__isnull=True).count() == 0


def test_today_and_search(story: Story) -> None:
    referral = story.send()
    client = browser(story.world.clinic_intake)
    today = client.get(reverse("today")).text
    assert "Referrals waiting for your answer" in today
    assert reverse("referral", args=[referral.pk]) in today
    assert (
        reverse("referral", args=[referral.pk])
        in client.get(reverse("search"), {"q": referral.reference}).text
    )
    outside = browser(story.world.outsider)
    assert reverse("referral", args=[referral.pk]) not in outside.get(reverse("today")).text
    assert (
        reverse("referral", args=[referral.pk])
        not in outside.get(reverse("search"), {"q": referral.reference}).text
    )


def test_the_tab_of_the_case(story: Story) -> None:
    client = browser(story.world.worker)
    path = reverse("case_referrals", args=[story.case.pk])
    assert "No referral yet" in client.get(path).text
    referral = story.send()
    assert reverse("referral", args=[referral.pk]) in client.get(path).text


def test_consent_that_ended_is_shown_to_both(story: Story) -> None:
    referral = story.send()
    cases.withdraw_consent(story.world.worker, story.consent.pk)
    for actor in (story.world.worker, story.world.clinic_intake):
        client = browser(actor)
        assert "consent has ended" in client.get(reverse("referral", args=[referral.pk])).text
        assert "Consent ended" in client.get(reverse("referrals")).text


@pytest.mark.parametrize(
    "name",
    [
        "referral", "accept_referral", "decline_referral", "waitlist_referral", "start_referral",
        "return_referral", "record_outcome", "cancel_referral", "reroute_referral",
    ],
)  # fmt: skip
def test_every_page_is_shut_to_outsiders(story: Story, name: str) -> None:
    referral = story.accept(story.send())
    path = reverse(name, args=[referral.pk])
    assert browser(story.world.outsider).get(path).status_code == 404
    assert Client().get(path).status_code == 302
    if name != "referral":
        assert browser(story.world.outsider).post(path, {"version": 2}).status_code == 404


@pytest.mark.parametrize("name", ["case_referrals", "send_referral"])
def test_pages_of_the_case_are_shut_to_outsiders(story: Story, name: str) -> None:
    for actor in (story.world.outsider, story.world.clinic_intake):
        assert browser(actor).get(reverse(name, args=[story.case.pk])).status_code == 404


def test_a_page_costs_the_same_for_many(story: Story, django_assert_max_num_queries: Any) -> None:
    client = browser(story.world.clinic_intake)
    story.send()
    client.get(reverse("referrals"))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("referrals"))
    for _one in range(4):
        story.send()
    with django_assert_max_num_queries(40) as many:
        client.get(reverse("referrals"))
    assert len(many) == len(few)


def test_costs_of_the_other_pages(story: Story, django_assert_max_num_queries: Any) -> None:
    referral = story.accept(story.send())
    desk, worker = browser(story.world.clinic_intake), browser(story.world.worker)
    for client, path in (
        (desk, reverse("referral", args=[referral.pk])),
        (worker, reverse("referral", args=[referral.pk])),
        (worker, reverse("case_referrals", args=[story.case.pk])),
        (worker, reverse("send_referral", args=[story.case.pk])),
        (worker, reverse("send_referral", args=[story.case.pk, story.service.pk])),
    ):
        client.get(path)
        with django_assert_max_num_queries(45):
            assert client.get(path).status_code == 200


def test_filters_of_the_queue(story: Story) -> None:
    story.send(urgency="routine")
    client = browser(story.world.clinic_intake)
    assert "Nothing fits" in client.get(reverse("referrals"), {"urgency": "emergency"}).text
    assert (
        "Counselling" in client.get(reverse("referrals"), {"urgency": "routine", "need": "counselling"}).text
    )
    assert client.get(reverse("referrals"), {"tab": "nonsense", "after": "x"}).status_code == 200


def test_the_queue_goes_on_where_the_page_before_ended(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    sent = [story.send() for _one in range(5)]
    client = browser(story.world.clinic_intake)
    found: list[Any] = []
    address = ""
    while True:
        page = client.get(reverse("referrals") + address)
        found += [row.pk for row, *_rest in page.context["rows"]]
        address = page.context["next"]
        if not address:
            break
    assert found == [one.pk for one in sent]
