"""Where the pages of consent are."""
from . import campaigns, checks, occasions, purposes, taking_over

app_name = "consent"
urlpatterns = [*checks.urlpatterns, *campaigns.urlpatterns, *occasions.urlpatterns, *taking_over.urlpatterns, *purposes.urlpatterns]
