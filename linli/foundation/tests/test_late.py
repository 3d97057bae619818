import subprocess
import sys

import pytest

from linli.foundation.late import LateModule, LateView


def test_a_late_view_loads_its_module_when_it_is_first_asked():
    late = LateModule("linli.foundation.views.audit")

    assert isinstance(late.show_log, LateView)
    assert "view" not in vars(late.show_log)


def test_a_late_view_declares_what_the_view_declares():

    assert LateModule("linli.foundation.views.audit").show_log.action == "foundation.audit"


def test_a_name_that_is_no_view_is_an_error_as_soon_as_it_is_asked():
    with pytest.raises(AttributeError):
        LateModule("linli.foundation.views.audit").nobody.action  # noqa: B018


def test_addresses_of_all_rooms_load_neither_shapes_nor_figures(tmp_path):
    words = (
        "import django; django.setup(); from django.urls import reverse; reverse('boundaries:list'); "
        "import sys; assert not {'numpy', 'shapely', 'numba'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", words],
        env={"DJANGO_SETTINGS_MODULE": "linli.config.settings", "LINLI_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
