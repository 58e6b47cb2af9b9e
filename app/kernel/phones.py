"""Telephone numbers: kept in international form, shown as people of the country write them."""

_COUNTRY = "BR"


def international(text: str) -> str | None:
    """The number as `+5584999990000`; None where it is none that exists in Brazil, or abroad with its country."""
    import phonenumbers  # noqa: PLC0415 - heavy: loaded with the first phone number

    try:
        number = phonenumbers.parse(text, _COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def as_written(number: str) -> str:
    """`+558432321234` as `(84) 3232-1234`; of another country in international form; what is no number stays."""
    import phonenumbers  # noqa: PLC0415 - heavy: loaded with the first phone number

    try:
        read = phonenumbers.parse(number, _COUNTRY)
    except phonenumbers.NumberParseException:
        return number
    kind = phonenumbers.PhoneNumberFormat
    at_home = read.country_code == phonenumbers.country_code_for_region(_COUNTRY)
    return phonenumbers.format_number(read, kind.NATIONAL if at_home else kind.INTERNATIONAL)
