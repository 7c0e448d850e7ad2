"""The registry itself holds nothing; it sees to it that every app says what it holds."""
from . import checks

CHECK = checks.everything_is_classified
