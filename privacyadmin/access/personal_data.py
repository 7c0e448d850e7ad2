from privacyadmin.personal_data import not_about_pupils

from .data_models import DataCategory, KeptCategory
from .models import BoardGrant, Cover, GrantProposal, LogOpening, MatrixCell, MatrixVersion, RegisterCell, SchoolGrant

not_about_pupils(BoardGrant, "who of the staff holds which role")
not_about_pupils(SchoolGrant, "who of the staff holds which role")
not_about_pupils(GrantProposal, "who of the staff is proposed for which role")
not_about_pupils(MatrixVersion, "what each role may do")
not_about_pupils(MatrixCell, "what each role may do")
not_about_pupils(RegisterCell, "what each role may do")
not_about_pupils(Cover, "who of the staff stands in for whom")
not_about_pupils(LogOpening, "who opened a log, and for which purpose")
not_about_pupils(DataCategory, "which kinds of data there are")
not_about_pupils(KeptCategory, "which kinds of data a school keeps")
