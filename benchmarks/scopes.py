"""Measure `track` of a plan with targets of people, customers and products: `python benchmarks/scopes.py`.

Prints the processor time and the peak memory of the whole process. Targets of each kind are a grouping of the source of
their own; grouped by all three at once, the rows would fall apart into almost as many groups as there are rows.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path
from typing import Final

from run import measure

PLAN: Final = """\
plancode: v1
kind: plan
id: many-targets
period: 2026
currency: EUR
team: all
products: [{products}]
---
plancode: v1
kind: team
id: people
roles: [{{id: rep, carries_quota: true}}]
teams: [{{id: all}}]
people: [{people}]
---
plancode: v1
kind: territories
id: map
territories: [{{id: land, owners: [{{person: p0}}], accounts: [{accounts}]}}]
---
plancode: v1
kind: actuals
id: results
sources:
  - id: orders
    file: orders.csv
    columns: {{date: Day, person: Seller, account: Customer, product: Item, amount: Amount}}
    complete_through: 2026-12-31
metrics: [{{metric: revenue, source: orders, measure: sum}}]
---
plancode: v1
kind: targets
id: goals
metric: revenue
targets: [{targets}]
"""


def write(folder: Path, rows: int, people: int, accounts: int, products: int) -> None:
    """Write the plan and its orders: each customer has one seller, who sells everything."""
    counts = {"person": ("p", people), "account": ("a", accounts), "product": ("x", products)}
    targets = (
        f"{{{kind}: {first}{n}, amount: 100000}}" for kind, (first, count) in counts.items() for n in range(count)
    )
    text = PLAN.format(
        products=", ".join(f"{{id: x{number}}}" for number in range(products)),
        people=", ".join(f"{{id: p{number}, role: rep, team: all}}" for number in range(people)),
        accounts=", ".join(f"{{id: a{number}, kind: store}}" for number in range(accounts)),
        targets=", ".join(targets),
    )
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    chance = random.Random(1)  # noqa: S311  # the same rows for the same seed
    with (folder / "orders.csv").open("w", encoding="utf-8") as orders:
        orders.write("Day,Seller,Customer,Item,Amount\n")
        for _ in range(rows):
            account, day = chance.randrange(accounts), f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            amount = chance.randrange(100_000)
            orders.write(f"{day},p{account % people},a{account},x{chance.randrange(products)},{amount}\n")


def main() -> None:
    """Run it and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, count in (("rows", 200_000), ("people", 400), ("accounts", 1000), ("products", 100)):
        parser.add_argument(f"--{name}", type=int, default=count)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), options.rows, options.people, options.accounts, options.products)
        run = measure([sys.executable, "-m", "plancode", "track", name, "--as-of", "2026-12-31"], exits=(0, 1))
    print(f"track: {run.cpu:.1f} s of the processor, peak {run.peak:,.0f} MB")


if __name__ == "__main__":
    main()
