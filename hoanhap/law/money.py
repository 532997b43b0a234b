"""How much money is a value of the book on a day?

A multiple of the base salary is resolved through the base salary in force on that day, never through one written in code.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from hoanhap.law.book import BaseSalaries, Book, LawError, Money

BASE_SALARY = "salary.base_salary"


def amount(value: BaseSalaries | Money, *, on: date, book: Book) -> Money:
    """The amount in whole đồng: as written, or the multiple of the base salary in force on that day, rounded half up to one đồng.

    Raises NotInForce before the first base salary of the book, UnknownRule when the book holds none.
    """
    if isinstance(value, Money):
        return value
    salary = book.value(BASE_SALARY, on=on)
    if not isinstance(salary, Money):
        raise LawError(f"Mục {BASE_SALARY} không phải là một số tiền. Sửa mục trong sổ luật.")
    return Money(int((value.times * salary.amount).quantize(Decimal(1), ROUND_HALF_UP)))
