"""Two historied models that only the tests have; made and dropped around each test."""
from django.db import models
from django.test.utils import isolate_apps

from privacyadmin import history
from privacyadmin.base import Record

with isolate_apps("privacyadmin.crypto", "privacyadmin.audit"):

    class Shelf(Record):
        name = models.CharField(max_length=20)

        objects = history.HistoriedManager()
        history = history.track()

        class Meta:
            app_label = "crypto"

    class Book(Record):
        shelf = models.ForeignKey(Shelf, models.PROTECT, null=True, related_name="books")
        title = models.CharField(max_length=20)
        sealed = models.BinaryField(null=True)

        objects = history.HistoriedManager()
        history = history.track()

        class Meta:
            app_label = "crypto"
