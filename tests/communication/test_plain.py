"""Texts with marks as plain text."""

from rumbo.communication.plain import plain_text


def test_links_keep_their_addresses_and_brackets_that_are_none_their_signs():
    said = plain_text("- [la cita](https://plan.example/cita/)\n- [sin fin [la liga](https://plan.example/)")
    assert said.splitlines() == [
        "- la cita (https://plan.example/cita/)",
        "- [sin fin la liga (https://plan.example/)",
    ]
