"""`plancode explain`."""

from typing import TYPE_CHECKING

import click

from plancode.cli import options

if TYPE_CHECKING:
    from plancode.rules.rule import Rule


@click.command("explain")
@click.argument("code", required=False)
@options.language
def command(code: str | None, lang: str) -> None:
    """Explain a code: what it means and how to fix it.

    CODE is that of a finding (REF101), or the name of its rule (unknown-id). Without one, all codes are listed.
    """
    from plancode.rules.table import BUILTIN_RULES, rules_by_code

    if code is None:
        for known in BUILTIN_RULES:
            first_line = page_of(known, lang).partition("\n")[0]
            click.echo(f"{known.code}  {known.severity.value:<7}  {first_line}")
        return
    named = next((known for known in BUILTIN_RULES if known.name == code.lower().replace("_", "-")), None)
    rule = rules_by_code().get(code.upper()) or named
    if rule is None:
        raise click.UsageError(f"There is no code {code}. `plancode explain` lists all codes.")
    click.echo(f"{rule.code} {rule.name} ({rule.severity.value}, since {rule.since})\n")
    click.echo(page_of(rule, lang))


def page_of(rule: "Rule", language: str) -> str:
    """Return the page of a rule in a language."""
    from plancode.locale.catalogue import rule_page

    chinese = rule_page(rule.code) if language == "zh" else None
    return (chinese or rule.page).strip()
