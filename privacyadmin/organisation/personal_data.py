from privacyadmin.personal_data import not_about_pupils

from .models import Board, School, SchoolYear

not_about_pupils(Board, "the controller itself")
not_about_pupils(School, "a school")
not_about_pupils(SchoolYear, "a calendar")
