"""What tests of faults share with others."""

from tests.notifications.conftest import noticed, tell, texts_of_the_tests

__all__ = ["noticed", "tell", "texts_of_the_tests"]
