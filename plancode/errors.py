"""What stops plancode itself. Faults of a plan are findings, never one of these."""


class PlancodeError(Exception):
    """plancode cannot go on; the message says why and what to do."""


class FolderError(PlancodeError):
    """The plan's folder is missing, or is no folder, or cannot be listed."""

    def __init__(self, folder: str, reason: str) -> None:
        """Keep the folder, and say why it cannot be read."""
        self.folder, self.reason = folder, reason
        super().__init__(f"{folder}: {reason}")


class OutputError(PlancodeError):
    """Pages cannot be written where they were asked for."""

    def __init__(self, folder: str, reason: str) -> None:
        """Keep the folder, and say why it cannot be written."""
        self.folder, self.reason = folder, reason
        super().__init__(f"{folder}: {reason}")


class ClockError(PlancodeError):
    """SOURCE_DATE_EPOCH names no time."""

    def __init__(self, found: str) -> None:
        """Keep what stands there."""
        self.found = found
        super().__init__(f"SOURCE_DATE_EPOCH is {found!r}, which is no time in seconds since 1970")


class QuantityError(ValueError):
    """A text is not the quantity, duration or rate that it should be."""

    def __init__(self, variant: str, text: str) -> None:
        """Keep the text, and the variant that names what is wrong with it."""
        self.variant, self.text = variant, text
        super().__init__(f"{variant}: {text!r}")


class PeriodError(ValueError):
    """A text is not a day or a period, or names one that does not exist."""

    def __init__(self, variant: str, text: str) -> None:
        """Keep the text, and the variant that names what is wrong with it."""
        self.variant, self.text = variant, text
        super().__init__(f"{variant}: {text!r}")
