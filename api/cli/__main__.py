"""`python -m api.cli` is `soquy`."""

from api.cli import main

main()
