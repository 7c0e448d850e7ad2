from . import dossier, intake, register, steps, vetting

__all__ = ["dossier", "intake", "register", "steps", "vetting"]
