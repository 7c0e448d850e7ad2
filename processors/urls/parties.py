"""Where parties, their agreements and products are, and what is public of them."""
from django.urls import path

from processors.views import agreements, chains, imports, lists, parties, products

PARTY, AGREEMENT = "parties/<uuid:key>/", "agreements/<uuid:key>/"

urlpatterns = [
    path("", parties.index, name="list"),
    path("red/", lists.red, name="red"),
    path("red/<uuid:key>/confirm/", lists.confirm, name="confirm"),
    path("published/", lists.published, name="published"),
    path("published/<uuid:key>/", lists.publication, name="publication"),
    path("import/", imports.upload, name="import"),
    path("import/<uuid:key>/", imports.difference, name="import_difference"),
    path("parties/new/", parties.new, name="party_new"),
    path(PARTY, parties.detail, name="party"),
    path(f"{PARTY}change/", parties.change, name="party_change"),
    path(f"{PARTY}touched/", parties.touched, name="touched"),
    path(f"{PARTY}uses/new/", parties.use_new, name="use_new"),
    path("uses/<uuid:key>/", parties.use_change, name="use_change"),
    path(f"{PARTY}contacts/new/", parties.contact_new, name="contact_new"),
    path("contacts/<uuid:key>/", parties.contact_change, name="contact_change"),
    path(f"{PARTY}products/new/", products.new, name="product_new"),
    path("products/<uuid:key>/", products.detail, name="product"),
    path("products/<uuid:key>/change/", products.change, name="product_change"),
    path("products/<uuid:key>/sheets/new/", products.sheet_new, name="sheet_new"),
    path("sheets/<uuid:key>/", products.sheet, name="sheet"),
    path("purposes/<uuid:key>/choose/", products.choose, name="choose"),
    path("agreements/", agreements.index, name="agreements"),
    path(f"{PARTY}agreements/new/", agreements.new, name="agreement_new"),
    path(AGREEMENT, agreements.detail, name="agreement"),
    path(f"{AGREEMENT}change/", agreements.change, name="agreement_change"),
    path(f"{AGREEMENT}clauses/", agreements.clauses, name="agreement_clauses"),
    path(f"{AGREEMENT}steps/<slug:name>/", agreements.step, name="agreement_step"),
    path(f"{AGREEMENT}files/", agreements.files, name="agreement_files"),
    path("files/<uuid:key>/", agreements.file, name="agreement_file"),
    path(f"{AGREEMENT}subprocessors/new/", chains.subprocessor_new, name="subprocessor_new"),
    path("subprocessors/<uuid:key>/", chains.subprocessor_decide, name="subprocessor"),
    path(f"{AGREEMENT}transfers/new/", chains.transfer_new, name="transfer_new"),
    path("transfers/<uuid:key>/drop/", chains.transfer_drop, name="transfer_drop"),
    path(f"{AGREEMENT}annex/", chains.annex, name="annex"),
    path(f"{AGREEMENT}certificates/new/", chains.certificate_new, name="certificate_new"),
]
