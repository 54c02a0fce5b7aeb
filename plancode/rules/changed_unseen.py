"""CHG: files that change, and that nobody could read before."""

from collections.abc import Iterator
from typing import Final

from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.rules.changed import digest
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.said.value import Verbatim


@rule("CHG119", "change-in-unread-file", ERROR, change=True)
def change_in_unread_file(context: RuleContext) -> Iterator[Problem]:
    """A file that can be read in whole on neither side is changed.

    ## Why it matters
    What is wrong with it was there before, and so is not new; but nobody sees what the change does in it. A quota could
    fall to a tenth there, and the report would say that nothing changes.

    ## Fails
    Both sides have a line that is no YAML, and the change writes another amount:
    ```yaml
    phasing: even: x
    target: {team: east, amount: 180k}
    ```

    ## Passes
    A change that mends the file, and after it one that writes the amount.

    ## How to fix
    Mend the file first, in a change of its own. If it cannot wait, let somebody who has read both versions accept it in
    accepted.yaml.
    """
    for unseen in context.change.unseen:
        if not unseen.is_mended:
            yield Problem(Place(unseen.path), "plain", {"file": Verbatim(unseen.path)}, subject=digest(*unseen.texts))


@rule("CHG120", "mended-file-not-compared", WARNING, change=True)
def mended_file_not_compared(context: RuleContext) -> Iterator[Problem]:
    """A file can be read that could not be read before, so that nobody knows what is different in it.

    ## Why it matters
    Where a file is mended, an amount can become another one in the same breath. Nothing in it is called new, or
    changed: it is not known what it said.

    ## Fails
    The old side has a line that is no YAML; the change mends it:
    ```yaml
    phasing: even: x
    ```

    ## Passes
    A change of a file that could be read before.

    ## How to fix
    Read the file as if all of it were new, and hold it against its last version that could be read.
    """
    for unseen in context.change.unseen:
        if unseen.is_mended:
            yield Problem(Place(unseen.path), "plain", {"file": Verbatim(unseen.path)}, subject=digest(*unseen.texts))


RULES: Final = (change_in_unread_file, mended_file_not_compared)
