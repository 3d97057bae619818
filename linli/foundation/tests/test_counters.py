"""Running numbers: never twice, never a gap."""

import threading

import pytest
from django.db import connection, transaction

from linli.foundation import counters


def test_every_counter_counts_for_itself_from_one(db):
    assert [counters.take("2026-A"), counters.take("2026-A"), counters.take("2026-B")] == [1, 2, 1]


def test_taking_a_number_is_one_statement(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        counters.take("2026-A")


def test_a_rolled_back_number_is_given_again(db):
    counters.take("2026-A")
    with transaction.atomic():
        counters.take("2026-A")
        transaction.set_rollback(True)

    assert counters.take("2026-A") == 2


@pytest.mark.django_db(transaction=True)
def test_takers_at_the_same_time_get_different_numbers_without_a_gap():
    taken = []

    def work():
        for _ in range(8):
            with transaction.atomic():
                number = counters.take("2026-A")
            taken.append(number)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == list(range(1, 65))
