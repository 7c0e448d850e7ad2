"""The outbox holds keys; the addressee is looked up when the mail is made."""
from privacyadmin import personal_data as pd

from .models import DemoMail, Item, NightRun

pd.not_about_pupils(Item, "keys and codes; a sealed one-time code until it is mailed")
pd.not_about_pupils(NightRun, "counts")
pd.not_about_pupils(DemoMail, "fictional people of the demo; stays empty elsewhere")
