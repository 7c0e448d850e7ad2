from privacyadmin.personal_data import not_about_pupils

from .models import Appointment, Board, Controller, Mandate, School, SchoolYear

not_about_pupils(Board, "the controller itself")
not_about_pupils(School, "a school")
not_about_pupils(SchoolYear, "a calendar")
not_about_pupils(Appointment, "who of the staff, or from outside, holds which office")
not_about_pupils(Mandate, "who decides or signs for the board")
not_about_pupils(Controller, "the controller itself")
