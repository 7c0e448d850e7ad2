"""An account is how somebody signs in; what the school holds on a pupil stands elsewhere."""
from privacyadmin.personal_data import not_about_pupils

from .models import User

not_about_pupils(User, "name and address to sign in with; the app that links an account to a pupil or a parent closes it")
