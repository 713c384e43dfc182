"""A rule, and the tests that keep it. Run it with: python prices_tested.py"""

import unittest


def refund(paid: int, hours_before: float) -> int:
    """Cents to give back: all until two days ahead, half until six hours."""
    if paid < 0:
        raise ValueError("Nobody pays less than nothing.")
    if hours_before >= 48:
        return paid
    return paid // 2 if hours_before >= 6 else 0


class RefundTest(unittest.TestCase):
    def test_each_side_of_each_border(self) -> None:
        for hours, expected in [
            (48, 2450),
            (47.9, 1225),
            (6, 1225),
            (5.9, 0),
            (-1, 0),
        ]:
            with self.subTest(hours=hours):
                self.assertEqual(refund(2450, hours), expected)

    def test_never_more_than_was_paid(self) -> None:
        self.assertTrue(
            all(
                refund(paid, hours) <= paid
                for paid in range(50)
                for hours in (0, 6, 48)
            )
        )

    def test_a_negative_price_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            refund(-1, 10)


if __name__ == "__main__":
    unittest.main()
