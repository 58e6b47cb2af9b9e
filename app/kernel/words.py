"""What a log may carry besides numbers, codes and identifiers: words that name no person."""


class Word(str):
    """A text that the program itself, or whoever set the station up, has chosen: a channel, a process, a bed.

    Whatever else is text stays out of the logs (`app.support.telling`): it may be a name.
    """

    __slots__ = ()
