import numpy as np
import pytest

from linli.districting.reading.projection import Projection


@pytest.mark.parametrize("latitude", [-50.0, 0.0, 26.1, 53.5])
def test_the_way_back_from_metres_is_exact(latitude):
    plane = Projection(103.2, latitude)
    degrees = np.asarray([[103.2, latitude], [103.6, latitude + 0.3], [102.8, latitude - 0.4]])

    assert np.abs(plane.to_degrees(plane.to_metres(degrees)) - degrees).max() < 1e-10
