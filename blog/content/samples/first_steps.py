"""The Python that most back-end code is made of, on one screen."""

from decimal import Decimal

name = "Aurora"  # text
seats = 212  # a whole number, as large as you like
fare = Decimal("24.50")  # money: never float, which can't hold 0.10
sold: list[int] = [3, 1, 4]  # a list keeps order and may grow
ages = {
    "adult": 40,
    "child": 12,
    "senior": 9,
}  # a dict keeps the order of insertion, by the language, since 3.7


def price(people: int, *, child: bool = False) -> Decimal:
    """What so many passengers pay; children pay half."""
    if people < 1:
        raise ValueError("Sell at least one seat.")
    each = fare / 2 if child else fare
    return each * people


for count in sold:
    seats -= count
free = [kind for kind, passengers in ages.items() if passengers < 10]

assert seats == 204
assert list(ages) == ["adult", "child", "senior"]
assert free == ["senior"]
assert price(2, child=True) == Decimal("24.50")
assert 0.1 + 0.2 != 0.3
try:
    price(0)
except ValueError as error:
    assert str(error) == "Sell at least one seat."
