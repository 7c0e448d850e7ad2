from privacyadmin.personal_data import not_about_pupils

from .models import HolidayDeviation

not_about_pupils(HolidayDeviation, "a calendar")
