"""Build hook: compiles the translations whenever the package is installed, editable or not."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface[Any]):
    """Writes each `messages.mo` beside its `messages.po`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before anything is collected; `version` and `build_data` are hatchling's."""
        del version, build_data
        for source in Path(self.root, "api/translations").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as text:
                catalogue = read_po(text, locale=source.parts[-3])
            with source.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, catalogue)
