"""CFG: what plancode.yaml says of files. Reported when all has been read."""

from typing import Final

from plancode.rules.rule import ERROR, fault


@fault("CFG105", "input-among-pages", ERROR)
def input_among_pages() -> None:
    """A file that the plan is made of lies in the folder for pages.

    ## Why it matters
    `build` writes that folder anew, and nobody looks for a part of the plan among pages. All YAML of the plan's folder
    is read wherever it lies, so that `publish` cannot hide any; only `ignore` takes files out, and a reviewer sees it.

    ## Fails
    ```yaml
    # plancode.yaml, where adjustments/ holds the plan's adjustments
    publish: {folder: adjustments}
    ```

    ## Passes
    ```yaml
    publish: {folder: build}
    ```

    ## How to fix
    Name a folder of its own for the pages, or move the file out of it. A file that is no part of the plan is named
    under `ignore:` in plancode.yaml.
    """


RULES: Final = (input_among_pages,)
