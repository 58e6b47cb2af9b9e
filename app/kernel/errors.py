"""Two kinds of failure: what the user can act on, and what is our own mistake.

A `KnownError` carries a code and values, never a sentence: the texts live in `resources/texts/error_<area>.toml`,
where `area` is what stands before the dot of the code.
"""


class KnownError(Exception):
    """Something the user can understand and act on; `code` is `area.what`, `values` fill the text's placeholders."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.code}({shown})"


class BugError(Exception):
    """The program broke one of its own promises; shown with an apology and kept in the crash log."""
