"""What `soquy` and `python -m api.cli` run."""

import gc

from api.cli import main


def run() -> None:
    """Run the command line.

    What has been imported by now stays, a quarter of a million objects: the collector of garbage
    need not walk through them again whenever a file of many rows has made as many new ones.
    """
    gc.freeze()
    main()


if __name__ == "__main__":
    run()
