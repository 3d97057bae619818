"""What is wrong with how a command was called."""

from linli.values import Reason


class ConsoleError(ValueError):
    """The command cannot be carried out; `reason` is the sentence, ready to be translated."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.render())
        self.reason = reason
