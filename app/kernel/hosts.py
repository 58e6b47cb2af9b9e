"""Names of computers as people type them."""


def can_be_asked(host: str) -> bool:
    """Whether a host can be looked up at all: `a..b` and a label of more than 63 signs cannot (RFC 5890), and Python's
    own functions raise over them what nobody expects of a network. Numbers of the network are hosts too."""
    try:
        return bool(host) and bool(host.encode("idna"))
    except UnicodeError:
        return False
