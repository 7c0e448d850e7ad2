"""An account is how somebody signs in; what the school holds on a pupil stands elsewhere."""
from privacyadmin.personal_data import not_about_pupils

from .models import AddressChange, SignedInSession, SignIn, Statement, StatementAgreed, User

not_about_pupils(User, "name and address to sign in with; the app that links an account to a pupil or a parent closes it")
not_about_pupils(SignedInSession, "which browsers an account is signed in with; ends by itself within a day")
not_about_pupils(SignIn, "when an account was signed in with; forgotten by the night after its own term")
not_about_pupils(Statement, "what staff promise")
not_about_pupils(StatementAgreed, "who of the staff promised it")
not_about_pupils(AddressChange, "a new address of an account; forgotten by the night once it is settled")
