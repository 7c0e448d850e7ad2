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
# --- activities, DPIA, application forms
from .activities import Activity, ActivityRecipient, ActivityVersion
from .application_forms import FormField, FormReview, FormUse, FormVersion
from .dpia import Dpia, DpiaAdvice, DpiaRisk

__all__ += [
    "Activity", "ActivityRecipient", "ActivityVersion", "Dpia", "DpiaAdvice", "DpiaRisk", "FormField", "FormReview", "FormUse",
    "FormVersion",
]
