"""Why a sheet cannot be read."""


class SheetRefused(Exception):
    """
    A file cannot be read as a table; the text is a sentence in the reader's language.

    code: short name of the cause; "encoding" means: ask the user which encoding it is and read again.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
