"""The registers of processors/ say what is done with data of pupils in general; they hold nothing on a single pupil."""
from privacyadmin.personal_data import not_about_pupils

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
