"""`plancode schema`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from plancode.cli import options

if TYPE_CHECKING:
    from plancode.locale.catalogue import Language


@click.command("schema")
@click.argument("kind", required=False)
@click.option("--write", "folder", type=options.FOLDER, help="Write the JSON Schema files to this folder.")
@click.option(
    "--workspace",
    type=options.FOLDER,
    help="Write schemas that complete the ids of the plan in this folder, for the editor.",
)
@options.lang
def command(kind: str | None, folder: Path | None, workspace: Path | None, lang: str | None) -> None:
    """Explain the keys of a KIND of document, or list the kinds.

    Shows each key with its meaning and an example; a `*` marks keys that are required. KIND can also be something
    inside a document: person, kpi, owner. With --write or --workspace it writes the JSON Schema files that editors
    use instead.
    """
    from plancode.locale.catalogue import language_of
    from plancode.model.schema import kind_texts

    language = language_of(lang or "en")
    if folder is not None:
        _write(folder, all_schemas())
    elif workspace is not None:
        _write(workspace / ".plancode", _workspace(workspace, lang))
    elif kind is None:
        for known, (name, text) in kind_texts(language).items():
            click.echo(f"{known:<17} {name}: {text}" if name != known else f"{known:<17} {text}")
    else:
        _explain(kind, language)


def all_schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every published schema by file name."""
    from plancode.model.schema import accepted_schema, plan_schema, report_schema, settings_schema
    from plancode.report.diff_v1 import DiffRecord
    from plancode.report.json_v1 import FindingsRecord
    from plancode.report.log_v1 import LogRecord
    from plancode.report.table_v1 import TableRecord

    for name, make in (("plancode", plan_schema), ("settings", settings_schema), ("accepted", accepted_schema)):
        yield f"{name}.schema.json", make("en")
        yield f"{name}.zh.schema.json", make("zh")
    yield "diff.v1.schema.json", report_schema("diff.v1", DiffRecord)
    yield "findings.v1.schema.json", report_schema("findings.v1", FindingsRecord)
    yield "log.v1.schema.json", report_schema("log.v1", LogRecord)
    yield "table.v1.schema.json", report_schema("table.v1", TableRecord)


def _workspace(plan: Path, lang: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    from plancode.cli.clock import today
    from plancode.locale.catalogue import language_of
    from plancode.model.schema import settings_schema, workspace_schema
    from plancode.pipeline.checking import check
    from plancode.tree.folder import FolderTree

    names: dict[str, dict[str, str]] = {}
    checked = check(FolderTree(plan), today())
    language = language_of(lang or checked.language)
    for entity in checked.graph.entities.values():
        names.setdefault(entity.key.kind.value, {})[entity.model.own_id] = entity.model.label
    yield "plancode.schema.json", workspace_schema(language, names)
    yield "settings.schema.json", settings_schema(language)


def _write(folder: Path, schemas: Iterator[tuple[str, dict[str, Any]]]) -> None:
    from plancode.cli.writer import write_files

    texts = {folder / name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in schemas}
    write_files({path: text.encode() for path, text in texts.items()})
    for path in texts:
        click.echo(path.as_posix())


def _explain(kind: str, language: "Language") -> None:
    from plancode.findings.likeness import closest
    from plancode.model.schema import field_lines, models_by_name
    from plancode.model.words import fields_called, model_called

    models, model = models_by_name(), model_called(kind)
    wanted = kind.lower().replace("_", "")
    keys = sorted({key for _, _, key in fields_called(kind)}) if model is None else []
    told = [_explain_field(key, language) for key in keys]
    if any(told):
        return
    if model is None:
        near = closest(wanted, models)
        known = f"Did you mean {near}?" if near else f"Names that can be explained: {', '.join(sorted(models))}."
        raise click.UsageError(f"There is no kind {kind}. {known}")
    for line in field_lines(model, language):
        _tell(line)


def _explain_field(key: str, language: "Language") -> bool:
    """Tell a key in every model that has it, and what it holds; return whether there is one."""
    from plancode.model.schema import field_lines, models_with

    found = models_with(key)
    for name, model, held in found:
        click.echo(f"{name}:")
        _tell(next(line for line in field_lines(model, language) if line[0] == key))
        for inner in held:
            for line in field_lines(inner, language):
                _tell(line, "  ")
    return bool(found)


def _tell(line: tuple[str, bool, str, str], indent: str = "") -> None:
    from plancode.cli.console import columns
    from plancode.locale.width import wrap

    key, required, text, example = line
    head = f"{indent}{key}{'*' if required else ''}"
    click.echo(wrap(f"{head:<20} {text}", columns(), " " * 21))
    if example:
        click.echo(wrap(f"{'':<20} {key}: {example}", columns(), " " * 23))
