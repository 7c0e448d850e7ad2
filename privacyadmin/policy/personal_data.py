from privacyadmin.personal_data import not_about_pupils

from .models import CategoryNotice, PolicyVersion

not_about_pupils(PolicyVersion, "the house rules")
not_about_pupils(CategoryNotice, "what is told of a category in general")
