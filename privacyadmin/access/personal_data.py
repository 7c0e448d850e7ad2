from privacyadmin.personal_data import not_about_pupils

from .models import BoardGrant, GrantProposal, MatrixCell, MatrixVersion, RegisterCell, SchoolGrant

not_about_pupils(BoardGrant, "who of the staff holds which role")
not_about_pupils(SchoolGrant, "who of the staff holds which role")
not_about_pupils(GrantProposal, "who of the staff is proposed for which role")
not_about_pupils(MatrixVersion, "what each role may do")
not_about_pupils(MatrixCell, "what each role may do")
not_about_pupils(RegisterCell, "what each role may do")
