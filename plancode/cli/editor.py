"""The schemas by which an editor completes and checks the files of a plan."""

import json
from collections.abc import Iterator


def editor_files(lang: str) -> Iterator[tuple[str, bytes]]:
    """Yield the schemas that the editor reads, by the names the starter's settings give them."""
    from plancode.locale.catalogue import language_of
    from plancode.model.schema import plan_schema, settings_schema

    for name, make in (("plancode", plan_schema), ("settings", settings_schema)):
        schema = make(language_of(lang))
        yield f"{name}.schema.json", (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()
