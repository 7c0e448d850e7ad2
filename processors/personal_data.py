"""The registers of processors/ say what is done with data of pupils in general; on a single pupil they hold what was given away and what
a family answered on the application form."""
from privacyadmin.personal_data import Plain, Sealed, Staff, Technical, keep, not_about_pupils, register

from . import models

OF_A_PARTY = "says something of a party outside the school, or of who works there"

for _model in (
    models.Party, models.PartyUse, models.PartyContact, models.Agreement, models.Coverage, models.ClauseTick, models.AgreementFile,
    models.Duty, models.Product, models.ProductUse, models.ProductSheet, models.SheetData, models.SheetPurpose, models.PurposeChoice,
    models.Subprocessor, models.Transfer, models.SecurityAnnex, models.Certificate, models.Publication, models.ListConfirmation,
    models.SupplierUpload,
):
    not_about_pupils(_model, OF_A_PARTY)

# --- activities, DPIA, application forms
for _of_register in (models.Activity, models.ActivityVersion, models.ActivityRecipient):
    not_about_pupils(_of_register, "what is done with data of pupils in general, and who approved it")
for _of_dpia in (models.Dpia, models.DpiaRisk, models.DpiaAdvice):
    not_about_pupils(_of_dpia, "what could go wrong with data of pupils in general")
for _of_form in (models.FormVersion, models.FormField, models.FormReview, models.FormUse):
    not_about_pupils(_of_form, "which questions the application form asks; no answers")

# --- disclosures
not_about_pupils(models.Disclosure, "says what was given to whom and why; whose data stands in its pupils, and no name in its words")
register(
    models.DisclosurePupil,
    pupil="student",
    category="ID",
    fields={                                                                  # who got it is told by students.given
        "id": Technical, "disclosure": Technical, "student": Technical, "since": Technical, "until": Technical,
    },
)
register(
    models.DisclosureFile,
    pupil="disclosure__pupils__student",
    category="ID",
    fields={
        "id": Technical, "disclosure": Technical, "name_sealed": Technical, "media_type": Technical, "size": Technical, "sha256": Technical,
        "stored_as": Technical, "state": Technical, "created_at": Technical, "added_by": Staff,
    },
    on_destroy=keep("the order under which data was given is the proof of the school (S2-157; GDPR 5(2))"),
)

# --- filled-in application forms
register(
    models.FormSubmission,
    pupil="student",
    category="ENR",
    fields={
        "id": Technical, "student": Technical, "school": Plain, "version": Plain, "policy": Plain, "received_on": Plain, "channel": Plain,
        "handed_in_by": Technical, "notice_on": Plain, "entered_by": Staff, "entered_at": Plain,
    },
    history="purge",
)
register(
    models.FormAnswer,
    pupil="student",
    category="category",
    fields={
        "id": Technical, "submission": Technical, "student": Technical, "field": Plain, "category": Plain, "answered": Plain,
        "sealed": Sealed, "changed_by": Staff, "changed_at": Plain,
    },
    history="purge",
)
