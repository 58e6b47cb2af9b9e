"""How much one phone, one address and all together may take of the gateway."""

from typing import Final

from app.central.public.limits import Rate

MOST_SESSIONS: Final = 200
MOST_CONNECTIONS: Final = 600
"""Open at one time, those that never say a word included."""
MOST_OF_AN_ADDRESS: Final = 48
"""Connections: a ward's phones may share one address behind an access point."""
HEAD_SECONDS: Final = 10.0
"""To say what is asked for."""
LARGEST_HEAD: Final = 16_384
LARGEST_BODY: Final = 1_024
LARGEST_WORD: Final = 8_192
"""Bytes of one message of a page."""
MOST_UNREAD: Final = 262_144
"""Bytes that wait for a page that does not read; beyond that it is let go."""
SILENT_SECONDS: Final = 3.5
"""A page answers each beat, one a second: silent for so long, nobody sees it."""
BEAT_SECONDS: Final = 1.0
STALLED_SECONDS: Final = 4.0
"""A page that takes nothing for so long shows nothing of it either."""
GREETING_SECONDS: Final = 5.0

PAGES: Final = Rate(1_200, 40.0)
"""Of one address: a phone asks for some twenty files when it opens, and at a change of shift all of them open."""
OPENINGS: Final = Rate(40, 0.5)
"""Sessions that one address opens: a phone at the edge of the radio opens one every few seconds."""
CODES: Final = Rate(5, 1 / 30)
"""One-time codes that one address tries."""
CODES_OF_ALL: Final = Rate(30, 0.5)
WORDS: Final = Rate(80, 20.0)
"""Messages of one page."""
SIGN_INS: Final = Rate(6, 1 / 20)
"""Passwords that one page tries; the accounts' own delays come on top."""
