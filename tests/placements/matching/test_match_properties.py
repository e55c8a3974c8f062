"""Fifteen properties any correct matcher keeps, and four of this one, over invented worlds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_checks import PROPERTIES


@pytest.mark.parametrize("name", PROPERTIES)
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_property(name, seed):
    PROPERTIES[name](seed)
