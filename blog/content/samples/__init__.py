"""The code that guides show: programs that the tests run as they stand."""
