"""Phones in any writing, as one number: 8 (912) 000-05-01 and +7 912 000 05 01 are the same."""

from __future__ import annotations

import phonenumbers


def normalised(text: str | None, region: str = "RU") -> str | None:
    """E.164, or None where the text holds no possible number. Numbers without a country are of `region`."""
    if not text:
        return None
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
