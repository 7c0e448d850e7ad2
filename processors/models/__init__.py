# --- parties, agreements, products and what is public
from .agreements import Agreement, AgreementFile, ClauseTick, Coverage, Duty
from .imports import SupplierUpload
from .parties import Party, PartyContact, PartyUse
from .products import (
    Certificate,
    Product,
    ProductSheet,
    ProductUse,
    PurposeChoice,
    SecurityAnnex,
    SheetData,
    SheetPurpose,
    Subprocessor,
    Transfer,
)
from .publishing import ListConfirmation, Publication, PublicList

__all__ = [
    "Agreement", "AgreementFile", "Certificate", "ClauseTick", "Coverage", "Duty", "ListConfirmation", "Party", "PartyContact", "PartyUse",
    "Product", "ProductSheet", "ProductUse", "PublicList", "Publication", "PurposeChoice", "SecurityAnnex", "SheetData", "SheetPurpose",
    "Subprocessor", "SupplierUpload", "Transfer",
]
# --- activities, DPIA, application forms, disclosures
from .activities import Activity, ActivityRecipient, ActivityVersion
from .application_forms import FormField, FormReview, FormUse, FormVersion
from .disclosures import Disclosure, DisclosureFile, DisclosurePupil
from .dpia import Dpia, DpiaAdvice, DpiaRisk
from .submissions import FormAnswer, FormSubmission

__all__ += [
    "Activity",
    "ActivityRecipient",
    "ActivityVersion",
    "Disclosure",
    "DisclosureFile",
    "DisclosurePupil",
    "Dpia",
    "DpiaAdvice",
    "DpiaRisk",
    "FormAnswer",
    "FormField",
    "FormReview",
    "FormSubmission",
    "FormUse",
    "FormVersion",
]
