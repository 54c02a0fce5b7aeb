"""What stops plancode itself. Faults of a plan are findings, never one of these."""

import shlex


class PlancodeError(Exception):
    """plancode cannot go on; the message says why and what to do."""


class _OfFolderError(PlancodeError):
    def __init__(self, folder: str, reason: str) -> None:
        """Keep the folder, and say what is wrong with it."""
        self.folder, self.reason = folder, reason
        super().__init__(f"{folder}: {reason}")


class FolderError(_OfFolderError):
    """The plan's folder is missing, or is no folder, or cannot be listed."""


class OutputError(_OfFolderError):
    """Pages cannot be written where they were asked for."""


class RosterError(PlancodeError):
    """A list of people cannot be read, or says too little to make a plan for them."""

    def __init__(self, path: str, reason: str) -> None:
        """Keep the list, and say what is wrong with it."""
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}")


class ClockError(PlancodeError):
    """SOURCE_DATE_EPOCH names no time."""

    def __init__(self, epoch: str) -> None:
        """Keep what stands there."""
        self.epoch = epoch
        super().__init__(f"SOURCE_DATE_EPOCH is {epoch!r}, which is no time in seconds since 1970")


class GitError(PlancodeError):
    """The history of a plan cannot be read."""


class GitMissingError(GitError):
    """There is no git to read the history with."""

    def __init__(self) -> None:
        """Say how to get it."""
        super().__init__(
            "git was not found on the search path (PATH); install it from https://git-scm.com/downloads, "
            "or compare two folders"
        )


class GitSlowError(GitError):
    """git did not answer in time."""

    def __init__(self, seconds: int) -> None:
        """Keep the seconds that were waited for."""
        self.seconds = seconds
        super().__init__(f"git did not answer within {seconds} seconds; try again, or compare two folders")


class GitFailedError(GitError):
    """git gave up for a reason of its own."""

    def __init__(self, said: str) -> None:
        """Keep what git said."""
        self.said = said
        super().__init__(f"git could not read the repository: {said or 'it gave no reason'}")


class NoRepositoryError(GitError):
    """A folder is in no git repository, so it has no history."""

    def __init__(self, folder: str) -> None:
        """Keep the folder."""
        self.folder = folder
        super().__init__(f"{folder}: this folder is in no git repository; run this in a clone, or compare two folders")


class BareRepositoryError(GitError):
    """A folder is inside a repository that has no working tree."""

    def __init__(self, folder: str) -> None:
        """Keep the folder."""
        self.folder = folder
        super().__init__(
            f"{folder}: this is a git repository without a working tree, or the inside of one, which is never read: "
            "any change could bring one along; run this in a clone (git clone, git worktree add)"
        )


class OwnerError(GitError):
    """git reads no repository that belongs to another user."""

    def __init__(self, folder: str) -> None:
        """Keep the folder that git names."""
        self.folder = folder
        super().__init__(
            f"{folder}: this repository belongs to another user, and git does not read it; if you trust them, run: "
            f"git config --global --add safe.directory {shlex.quote(folder)}"
        )


class RefError(GitError):
    """A text cannot be the name of a revision."""

    def __init__(self, ref: str) -> None:
        """Keep the text."""
        self.ref = ref
        super().__init__(
            f"{ref!r} is no revision; write a branch, a tag or a commit, such as main, v1 or HEAD~1, "
            "and two revisions with a space between them"
        )


class UnknownRefError(GitError):
    """No commit has this name."""

    def __init__(self, ref: str, near: str | None = None, *, shallow: bool = False) -> None:
        """Keep the name, one that may be meant, and whether the clone has only a part of the history."""
        self.ref, self.near, self.shallow = ref, near, shallow
        meant = f"; did you mean {near}?" if near else ""
        super().__init__(f"{ref}: no branch, tag or commit of this clone has this name{meant}{_deepen(shallow)}")


class NoCommitError(GitError):
    """A repository has no commits yet."""

    def __init__(self, folder: str) -> None:
        """Keep the folder of the repository."""
        self.folder = folder
        super().__init__(f"{folder}: this repository has no commits yet; commit the plan first, or compare two folders")


class NoMergeBaseError(GitError):
    """Two revisions have no common history."""

    def __init__(self, ref: str, other: str, *, shallow: bool = False) -> None:
        """Keep both, and whether the clone has only a part of the history."""
        self.ref, self.other, self.shallow = ref, other, shallow
        super().__init__(f"{ref} and {other} have no commit in common{_deepen(shallow)}")


class NoDefaultBranchError(GitError):
    """A repository does not say which branch is the default one."""

    def __init__(self, folder: str, *, shallow: bool = False) -> None:
        """Keep the folder of the repository, and whether the clone has only a part of the history."""
        self.folder, self.shallow = folder, shallow
        super().__init__(
            f"{folder}: this clone has no origin/HEAD, main or master to compare with; name the revision, "
            f"or run: git remote set-head origin --auto{_deepen(shallow)}"
        )


class MissingObjectsError(GitError):
    """A clone was made without some of its files, and plancode fetches nothing."""

    def __init__(self) -> None:
        """Say how to get them."""
        super().__init__(
            "this clone was made without all its files (git clone --filter), and plancode fetches nothing; "
            "run: git fetch --refetch --no-filter; in actions/checkout leave out `filter`"
        )


def _deepen(shallow: bool) -> str:  # noqa: FBT001  # private, and named by its only argument
    if not shallow:
        return ""
    return (
        "; this clone has only a part of the history: run git fetch --unshallow, "
        "or give actions/checkout `fetch-depth: 0`"
    )


class _WrittenError(ValueError):
    def __init__(self, variant: str, text: str) -> None:
        """Keep the text, and the variant that names what is wrong with it."""
        self.variant, self.text = variant, text
        super().__init__(f"{variant}: {text!r}")


class QuantityError(_WrittenError):
    """A text is not the quantity, duration or rate that it should be."""


class PeriodError(_WrittenError):
    """A text is not a day or a period, or names one that does not exist."""
