import threading

import pytest
from django.db import connection
from django.utils import timezone

from linli.people import rules, samples, services
from linli.people.services import limits, two_factor

from .test_two_factor import code_at

NOW = timezone.now()


def at_once(work, times=8):
    """Run `work` in several threads at once and return what it returned, errors too."""
    results, start = [], threading.Barrier(times)

    def run():
        start.wait()
        try:
            results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_attempts_at_the_same_time_get_no_more_turns_than_one_after_the_other():
    results = at_once(lambda: limits.take_turn(username="heping", address="203.0.113.9", now=NOW), times=12)

    assert len([one for one in results if isinstance(one, list)]) == rules.PAIR.failures
    assert {type(one) for one in results if not isinstance(one, list)} == {limits.TooManyAttempts}


@pytest.mark.django_db(transaction=True)
def test_one_code_used_at_the_same_time_opens_once():
    account = samples.make_account()
    secret = two_factor.make_secret()
    account.two_factor_secret, account.two_factor_at = secret, NOW
    account.save()
    code = code_at(secret, NOW)

    results = at_once(lambda: services.check_code(account=account, code=code, now=NOW))

    assert sorted(map(str, results)) == ["False"] * 7 + ["True"]
