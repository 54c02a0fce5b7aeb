"""Texts written by chance: snippets in every style of YAML, and files of plans with slips."""

import random
from typing import Final

from tests.making import NAMES, files_of
from tests.support import ROOT

PIECES: Final = (
    "[", "]", "{", "}", ":", ": ", ":\n", "- ", "-", "-\n", "\n", "\r\n", "\t", " ", "  ", "'", '"', "#", " #", "# x\n",
    ",", ", ", "|", ">", "|\n", ">\n", "|-", "|+", ">-", "|2", "|1-", "---", "---\n", "...", "\n---\n", "? ", "?",
    "? x\n: y", "\\", "\\n", "\\\n", "''", '""', '"a":b', "a: b", "a:b", "[?x]", "[a, b: c]", "{a, b}", "{a:}", "[a,]",
    "- - a", "1: a", "null: a", "~: a", "1.0: a", "true: a", "010: a", "~", "1.0", "\n\n", "\n \n", "\n  \n", "\n\t\n",
    " \n", "\n ", "\n  ", "\n    ", "\n\t", "\n- ", "\n#", "\n# c\n", "\n  # c\n", "%", "@", "\u00a0", "\uff1a", "华",
    "\U0001f600", "a\n  b", "a\n\n  b", "|\n a\n", ">\n a\n b\n\n c\n", "|+\n  a\n\n", ": |\n", "',", '",', "],",
    "}: a", "': a", "-#", ",#x\n", "\\N", "\\_", "\\0", "' '", "'\n'", '"\n"', '"a\n b"', "'a\n\n b'",
    "a\tb", ":\t", "-\t",
)  # fmt: skip
ATOMS: Final = (
    "a", "b", "1", "x y", "'q'", '"d"', "''", '""', "~", "-1", "1.5", "?x", "-x", ":x", "a:b", "a#b", "http://x",
    "'it''s'", '"a\\nb"', "华", "x\n  y", "null", "true", "-", "?",
)  # fmt: skip


class Writer:
    """Writes texts by chance: snippets of every style, and files of plans with slips."""

    def __init__(self, seed: str) -> None:
        """Begin; the same seed gives the same texts."""
        self.chance = random.Random(seed)  # noqa: S311  # chance for a test
        cases = sorted((ROOT / "tests" / "cases").rglob("*.yaml"))
        plans = [data for name in NAMES for path, data in files_of(name).items() if path.endswith(".yaml")]
        self.files = [data.decode()[:1500] for data in (*(path.read_bytes() for path in cases), *plans)]

    def text(self) -> str:
        """Return a text."""
        way = self.chance.random()
        text = self.rooted() if way < 0.5 else self.chance.choice(self.files)
        for _ in range(self.chance.choice((0, 1, 1, 2)) if way < 0.5 else self.chance.choice((1, 1, 1, 2, 3))):
            text = self.slipped(text)
        return text.rstrip("\n") if self.chance.random() < 0.1 else text

    def slipped(self, text: str) -> str:
        """Return a text with one slip, mostly where two things meet."""
        at = self.chance.randrange(len(text) + 1)
        near = [
            number for number in range(max(0, at - 60), min(len(text), at + 60)) if text[number] in "\n:-,[]{}#'\"|> "
        ]
        at = self.chance.choice(near) + self.chance.randrange(2) if near else at
        return text[:at] + self.chance.choice(PIECES) + text[at + self.chance.choice((0, 0, 0, 1, 3)) :]

    def rooted(self) -> str:
        """Return a mapping or a list that holds a value of any style."""
        lead, indent = self.chance.choice((("k: ", 1), ("k:\n  ", 2), ("- ", 2), ("", 0)))
        return lead + self.node(1 if lead else 0, indent) + self.chance.choice(("", "\n"))

    def node(self, depth: int, indent: int) -> str:
        """Return a value of any style, at an indent."""
        makers = [self.flow, self.block_text, self.quoted, self.plain]
        makers += [self.mapping, self.sequence] if depth < 4 else []
        return self.chance.choice(makers)(depth, indent)

    def flow(self, depth: int, indent: int) -> str:
        """Return brackets with entries, or what may stand in them."""
        pick = self.chance.choice
        if depth > 3 or self.chance.random() < 0.4:
            return pick(ATOMS)
        entries = [
            pick(("", "", "? ", "?", ": ", "'a' 'b'"))
            + pick(ATOMS)
            + pick(("", "", ": ", ":", " : ", ":\n  ", ": #\n "))
            for _ in range(self.chance.randrange(4))
        ]
        entries = [entry + self.flow(depth + 1, indent) if ":" in entry[-3:] else entry for entry in entries]
        opening, closing = pick(("[]", "{}"))
        apart = pick((", ", ",", " , ", ",\n   ", "\n, ", ", #c\n  ", ",#c\n "))
        return (
            opening + pick(("", "", " ", "\n ")) + apart.join(entries) + pick(("", "", ",", " ", "\n ", "\n")) + closing
        )

    def mapping(self, depth: int, indent: int) -> str:
        """Return keys and values."""
        pick, pad = self.chance.choice, " " * indent
        behind = (": ", ":", " : ", ":  ", ":\t", f": \n{pad}  ", f":\n{pad}  ", f":\n{pad}")
        lines = (key + pick(behind) + self.node(depth + 1, indent + 2) for key in self.chance.sample(ATOMS, 2))
        return f"\n{pick((pad, pad, pad, pad + ' '))}".join(lines)

    def sequence(self, depth: int, indent: int) -> str:
        """Return entries behind dashes."""
        pick, pad = self.chance.choice, " " * indent
        dashes = ("- ", "- ", f"-\n{pad}  ", "-  ", "-\t")
        lines = (pick(dashes) + self.node(depth + 1, indent + 2) for _ in range(self.chance.randint(1, 3)))
        return f"\n{pick((pad, pad, pad + ' '))}".join(lines)

    def block_text(self, _: int, indent: int) -> str:
        """Return a text below `|` or `>`."""
        pick, pad = self.chance.choice, " " * indent
        head = pick("|>") + pick(("", "", "-", "+", "1", "2-")) + pick(("", "", " ", " #c", "#c", " x"))
        starts = (pad, pad, f"{pad} ", f"{pad}  ", "", " ", pad[:-1])
        texts = ("x", "", "  ", "- a", "a: b", "#c", "\t", "---", "y ", " z")
        lines = [pick(starts) + pick(texts) for _ in range(self.chance.randrange(5))]
        return "\n".join((head, *lines)) + pick(("", "\n", "\n\n"))

    def quoted(self, _: int, indent: int) -> str:
        """Return a text in quotes, mostly over lines."""
        pick, pad = self.chance.choice, " " * indent
        apart = pick((" ", f"\n{pad}", "\n\n", f"\n{pad} ", "\\\n", "\t", "\n#"))
        parts = self.chance.sample(
            ("a", "b ", " c", "", "d:", "---", "#e", "- f", "\\n", "..."), self.chance.randint(1, 4)
        )
        quote = pick("'\"")
        return quote + apart.join(parts) + quote

    def plain(self, _: int, indent: int) -> str:
        """Return a text without quotes, mostly over lines."""
        pad = " " * indent
        apart = self.chance.choice((f"\n{pad}", f"\n{pad} ", f"\n\n{pad}", f" #c\n{pad}", f"\n#c\n{pad}", " "))
        return apart.join(self.chance.sample(ATOMS, self.chance.randint(1, 3)))
