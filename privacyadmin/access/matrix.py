"""The matrix in force, read once per version and kept in the process (PERFORMANCE 1)."""
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from .catalogue import Category, Reach, Register, RegisterReach, Right, Verb
from .models import MatrixCell, RegisterCell

Cell = tuple[Reach, Right]
RegisterRight = tuple[RegisterReach, frozenset[Verb]]
NO_VERBS: frozenset[Verb] = frozenset()


@dataclass(frozen=True)
class Matrix:
    """All cells of both sectors, by (sector, role, category) and (sector, role, register)."""

    cells: dict[tuple[str, str, Category], Cell]
    registers: dict[tuple[str, str, Register], RegisterRight]

    def cell(self, sector: str, role: str, category: Category) -> Cell | None:
        return self.cells.get((sector, role, category))

    def verbs(self, sector: str, role: str, register: Register) -> frozenset[Verb]:
        found = self.registers.get((sector, role, register))
        return found[1] if found else NO_VERBS


@lru_cache(maxsize=8)
def of_versions(versions: frozenset[UUID]) -> Matrix:
    """The cells of these versions; an approved version never changes, so what was read stays true."""
    cells: dict[tuple[str, str, Category], Cell] = {}
    registers: dict[tuple[str, str, Register], RegisterRight] = {}
    for cell in MatrixCell.objects.filter(version__in=versions).select_related("version"):
        cells[cell.version.sector, cell.role, Category(cell.category)] = (Reach(cell.reach), Right(cell.right))
    for row in RegisterCell.objects.filter(version__in=versions).select_related("version"):
        verbs = frozenset(Verb(verb) for verb in row.verbs)
        registers[row.version.sector, row.role, Register(row.register)] = (RegisterReach(row.reach), verbs)
    return Matrix(cells, registers)
