"""The door from the shell. `--version` is answered before anything is loaded."""

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    if sys.argv[1:] == ["--version"]:
        from plancode import __version__

        sys.stdout.write(f"plancode {__version__}\n")
        return
    from plancode.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
