from django.db import models

from privacyadmin.base import Record
from privacyadmin.deadlines.holidays import STRICT, Holidays


class HolidayDeviationQuerySet(models.QuerySet):
    def holidays(self, holiday_set: str = STRICT) -> Holidays:
        """The days on which a term does not end, with the board's corrections; one query."""
        return Holidays(holiday_set, dict(self.values_list("day", "is_holiday")))


class HolidayDeviation(Record):
    """A day on which the board differs from the list: a decree day added, or a holiday that it does not count (DOMAIN 2.15)."""

    day = models.DateField(unique=True)
    is_holiday = models.BooleanField()
    name = models.CharField(max_length=100)
    note = models.CharField(max_length=200, blank=True)   # the decree or decision that it rests on

    objects = HolidayDeviationQuerySet.as_manager()

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"
