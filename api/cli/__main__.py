"""What `soquy` and `python -m api.cli` run."""

from api.cli import main
from api.cli.garbage import look_seldom


def run() -> None:
    """Run the command line."""
    look_seldom()
    main()


if __name__ == "__main__":
    run()
