"""A pupil, his notes and his friends, that only the tests have."""
from django.db import models
from django.test.utils import isolate_apps

from privacyadmin import history
from privacyadmin.base import Record

with isolate_apps("privacyadmin.crypto", "privacyadmin.audit"):

    class Pupil(Record):
        name = models.CharField("roepnaam", max_length=20)

        objects = history.HistoriedManager()
        history = history.track()

        class Meta:
            app_label = "crypto"
            db_table = "tests_pupil"
            verbose_name_plural = "pupils"

        def __str__(self):
            return self.name

    class Note(Record):
        student = models.ForeignKey(Pupil, models.PROTECT)
        category = models.CharField("soort", max_length=8)
        text = models.CharField("tekst", max_length=50, blank=True)
        sealed = models.BinaryField("verzegeld", null=True)
        file = models.UUIDField("bestand", null=True)

        objects = history.HistoriedManager()
        history = history.track()

        class Meta:
            app_label = "crypto"
            db_table = "tests_note"
            verbose_name_plural = "notes"

    class Meeting(Record):
        about = models.ManyToManyField(Pupil)
        place = models.CharField("plaats", max_length=20)

        class Meta:
            app_label = "crypto"
            db_table = "tests_meeting"
            verbose_name_plural = "meetings"

    class Loose(Record):
        note = models.ForeignKey(Note, models.PROTECT, null=True)
        scan = models.FileField()

        objects = models.Manager()
        history = history.track()

        class Meta:
            app_label = "crypto"
            db_table = "tests_loose"
