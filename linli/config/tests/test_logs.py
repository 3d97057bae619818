import logging

import pytest

from linli.config.logs import DiscreetFormatter, without_personal_data


@pytest.mark.parametrize(
    "secret",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "530113199001011234",
        "53011319900101123X",
        "530113900101123",
        "５３０１１３１９９００１０１１２３４",
    ],
)
def test_numbers_of_persons_are_struck_out(secret):
    line = without_personal_data(f"saved {secret}, done")

    assert line == "saved ***, done"


@pytest.mark.parametrize("harmless", ["case 20261122000123", "1763792345123 ms", "2026-11-22 06:17:00", "port 8000"])
def test_other_numbers_stay(harmless):
    assert without_personal_data(harmless) == harmless


def test_receipts_and_questions_are_struck_out_of_addresses():
    assert without_personal_data("GET /track/k3mq9zt4xw2a/rate/?code=1") == "GET /track/***/rate/?***"


def test_a_traceback_is_struck_through_too():
    record = logging.LogRecord("linli", logging.ERROR, "", 1, "failed for %s", ("13812345678",), None)
    try:
        raise ValueError("Key (phone)=(13812345678) already exists")
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)

    text = DiscreetFormatter("{message}", style="{").format(record)

    assert "1381234" not in text
    assert "already exists" in text
