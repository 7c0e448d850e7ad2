"""Where the registers of this app are."""
from . import disclosures, parties, register

app_name = "processors"
urlpatterns = [*parties.urlpatterns, *register.urlpatterns, *disclosures.urlpatterns]
