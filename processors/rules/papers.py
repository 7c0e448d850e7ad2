"""Which paper a party needs, and who signs it (C-07, C-26; S1-50, S1-51, S2-112, S2-115)."""
from processors.models.catalogue import Paper, PartyRole, Signer

OF_ROLE = {
    PartyRole.PROCESSOR: Paper.PROCESSING,
    PartyRole.JOINT: Paper.ARRANGEMENT,
    PartyRole.CONTROLLER: Paper.EXCHANGE,
    PartyRole.AUTHORITY: Paper.NONE,
}
FROM_HERE_THE_BOARD = 2         # schools that use one party


def paper_for(role: str, *, is_duty: bool = False) -> Paper:
    """What must lie there: of a controller an exchange agreement, or nothing but the law where the law obliges us to give the data (C-26).

    Only a processor gets an agreement after GDPR 28: youth care, the GGD, DUO and the school attendance office are none.
    """
    paper = OF_ROLE[PartyRole(role)]
    return Paper.NONE if paper == Paper.EXCHANGE and is_duty else paper


def is_for_the_board(schools: int) -> bool:
    """A party that two schools use is the board's to agree with (S1-50)."""
    return schools >= FROM_HERE_THE_BOARD


def signer(setting: str, *, of_board: bool, has_mandate: bool = False) -> Signer:
    """Who signs for us (C-07): by scope the board for more schools, else the school; the board alone; or whoever holds the mandate."""
    if setting == "by_scope":
        return Signer.BOARD if of_board else Signer.SCHOOL
    if setting == "mandate_table" and has_mandate:
        return Signer.MANDATE
    return Signer.BOARD
