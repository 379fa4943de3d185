"""Write the golden payloads, and the pages of docs/ that are generated (`make golden`)."""

from tests.golden import meanings, pages, payloads


def main() -> None:
    """Write everything that differs from what it should be."""
    for path, content in {**payloads.files(), **pages.files(), **meanings.files()}.items():
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
            print(f"written: {path.name}")  # noqa: T201  # says what it did


main()
