"""Promotion is kept out of service messages; merge fields and text lengths are checked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carers.law.followup_fields import MessageClass, check_fields, check_words, merge, text_length

SERVICE, MARKETING = MessageClass.SERVICE, MessageClass.MARKETING


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for your enquiry, {{first_name}}. We will call you by {{call_by}}.",
        "We are still waiting for a reference from {{referee_name}}. You do not need to do anything.",
        "Your application is at stage 2. Your social worker is {{worker_name}}.",
        "Your DBS certificate runs out on {{expiry_date}}. Please send the new one.",
        "Your visit is on {{visit_date}} at {{visit_time}}. Reply to change it.",
        "Is your room still free? Answer here: {{link}}",
        "The fostering allowance is explained at {{link}}.",
    ],
)
def test_plain_service_words_pass(text: str) -> None:
    assert check_words(SERVICE, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Why not come to our next open evening?",
        "Fostering is life-changing.",
        "You could make a difference to a child.",
        "Don’t miss out.",
        "DO NOT\nMISS this.",
        "Earn up to £500 a week.",
        "A generous allowance is waiting.",
        "Refer a friend and receive £250.",
        "Sign up for our newsletter.",
        "Thank you for your enquiry!",
        "Read more: https://example.org/?utm_source=mail",
        "It is a rewarding role.",
        "Have you thought about fostering teenagers?",
        "Follow us on Facebook.",
    ],
)
def test_promotion_in_a_service_message_is_refused(text: str) -> None:
    faults = check_words(SERVICE, text)
    assert faults
    assert all(fault.endswith(".") for fault in faults)
    assert check_words(MARKETING, text + " {{unsubscribe_link}}") == []


def test_marketing_must_say_how_to_stop_and_nothing_may_be_empty() -> None:
    assert "{{unsubscribe_link}}" in check_words(MARKETING, "Come and see us.")[0]
    assert check_words(SERVICE, "  \n") == ["There are no words. Write the message."]


def test_merge_fields() -> None:
    known = {"first_name", "link"}
    assert check_fields("Dear {{ first_name }}, see {{link}}", known) == []
    assert "{{surname}} is not a field" in check_fields("Dear {{surname}}", known)[0]
    for text in ("Dear {first_name}", "Dear {{first_name}", "Dear {{First Name}}"):
        assert "curly bracket" in check_fields(text, known)[-1]
    with pytest.raises(ValueError, match="No value for link"):
        merge("{{first_name}} {{link}}", {"first_name": "Ada", "link": " "})


def test_a_name_that_looks_like_a_field_is_not_filled_in() -> None:
    assert merge("Dear {{first_name}}", {"first_name": "{{link}}", "link": "secret"}) == "Dear {{link}}"


@pytest.mark.parametrize(
    ("text", "parts", "long_alphabet"),
    [
        ("", 0, False),
        ("a" * 160, 1, False),
        ("a" * 161, 2, False),
        ("a" * 306, 2, False),
        ("a" * 307, 3, False),
        ("€" * 80, 1, False),
        ("€" * 81, 2, False),
        ("’" + "a" * 69, 1, True),
        ("’" + "a" * 70, 2, True),
        ("ŵ" * 134, 2, True),
        ("ŵ" * 135, 3, True),
        ("😀" * 35, 1, True),
        ("😀" * 36, 2, True),
    ],
)
def test_text_length(text: str, parts: int, long_alphabet: bool) -> None:
    length = text_length(text)
    assert (length.parts, length.unicode) == (parts, long_alphabet)


def test_the_costly_signs_are_named() -> None:
    assert text_length("We’ll call – soon").costly == ("’", "–")


@settings(deadline=None)
@given(st.text(max_size=400), st.text(max_size=40))
def test_more_words_never_cost_less(text: str, more: str) -> None:
    assert text_length(text + more).parts >= text_length(text).parts
