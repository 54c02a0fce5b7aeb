"""How much a finding matters."""

from enum import StrEnum


class Severity(StrEnum):
    """From a remark to a plan that cannot work."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """A number that grows with the severity."""
        return list(Severity).index(self)
