from privacyadmin.personal_data import not_about_pupils

from .models import Export

not_about_pupils(Export, "which list was taken out, by whom, for what; its sealed file is destroyed within a week")
