"""Passwords and PINs: which are refused, and how they are kept (Argon2id, RFC 9106; never in clear, never in a log)."""

import re
import unicodedata
from datetime import date
from functools import cached_property
from itertools import pairwise

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from app.kernel.errors import KnownError

MIN_PASSWORD, MAX_PASSWORD = 12, 200
"""Signs of a new one (OWASP ASVS 2.1.1); what was chosen before goes on opening."""
_PIN = re.compile(r"[0-9]{4,8}")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
    abcd admin administrador amor amoreterno brasil computador coordenacao deus deusefiel dragon enfermagem
    enfermeira enfermeiro estrela familia felicidade flamengo football gestante hospital iloveyou internet jesus
    jesuscristo jesusteama letmein master medica medico minhasenha monkey mudar natal password passw palmeiras plantao
    princesa qazwsx qwer qwert qwertyuiop asdf asdfgh asdfghjkl zxcvbnm saude secret senha sunshine test teste ubs
    qwerty usuario welcome corinthians
    """,
    )
)
"""Stems, without digits, marks and accents, that stand first in lists of leaked passwords or on a clinic's wall."""
_KEY_ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "01234567890")


class Passwords:
    """Hashes and checks secrets. The parameters are those of RFC 9106 for machines with little memory
    (3 passes, 64 MiB); tests hand in cheaper ones."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hash(self, secret: str) -> str:
        """The stored form: parameters, salt and hash in one text."""
        return self._hasher.hash(_bytes(secret))

    def verify(self, stored: str | None, secret: str) -> bool:
        """Whether the secret belongs to the stored form; without one, the same work is done and the answer is no."""
        try:
            self._hasher.verify(stored or self._dummy, _bytes(secret))
        except (VerificationError, InvalidHashError):
            # A damaged hash opens nothing; a coordinator's new password mends it.
            return False
        return stored is not None

    def is_weaker(self, stored: str) -> bool:
        """Whether the stored form was made with lower parameters than these: then it is to be made anew."""
        kept = extract_parameters(stored)
        return kept.memory_cost < self._hasher.memory_cost or kept.time_cost < self._hasher.time_cost

    @cached_property
    def _dummy(self) -> str:
        return self._hasher.hash(b"nobody's password")


def check_password(password: str, login: str, display_name: str) -> None:
    """Refuse a password that would soon be guessed.

    Raises KnownError access.password_short(minimum), password_long(maximum), password_digits, password_own_name,
    password_common. Only digits are refused also because that is what a PIN looks like at the locked screen.
    """
    plain = _plain(password)
    if len(_normal(password)) < MIN_PASSWORD:
        raise KnownError("access.password_short", minimum=MIN_PASSWORD)
    if len(password) > MAX_PASSWORD:
        raise KnownError("access.password_long", maximum=MAX_PASSWORD)
    if plain.isdigit():
        raise KnownError("access.password_digits")
    stems = _stems(plain)
    own = {_letters(_plain(text)) for text in (login, login.partition("@")[0], display_name)} - {""}
    if plain == _plain(login) or stems & own:
        raise KnownError("access.password_own_name")
    if stems & _COMMON or _is_monotonous(plain):
        raise KnownError("access.password_common")


def is_pin(secret: str) -> bool:
    """Whether it has the shape of a PIN: 4 to 8 digits."""
    return _PIN.fullmatch(secret) is not None


def check_pin(pin: str) -> None:
    """Refuse a PIN that a colleague would try first: one digit, a pattern, even steps, a date or a year.

    Raises KnownError access.pin_shape, access.pin_trivial.
    """
    if not is_pin(pin):
        raise KnownError("access.pin_shape")
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    repeated = any(len(pin) % n == 0 and pin == pin[:n] * (len(pin) // n) for n in range(1, len(pin) // 2 + 1))
    mirrored = pin == pin[::-1]
    if len(steps) == 1 or repeated or mirrored or _reads_as_date(pin):
        raise KnownError("access.pin_trivial")


def _reads_as_date(pin: str) -> bool:
    """DDMM, MMDD, a year, and with a year of two or four digits before or behind."""
    forms = {
        4: ((0, 2, 2, 4, None, None), (2, 4, 0, 2, None, None)),
        6: ((0, 2, 2, 4, 4, 6), (4, 6, 2, 4, 0, 2)),
        8: ((0, 2, 2, 4, 4, 8), (6, 8, 4, 6, 0, 4)),
    }
    if len(pin) == 4 and pin[:2] in ("19", "20"):
        return True
    return any(_is_date(pin[d:e], pin[m:n], pin[y:z] if z else "") for d, e, m, n, y, z in forms.get(len(pin), ()))


def _is_date(day: str, month: str, year: str) -> bool:
    if len(year) == 4 and not 1900 <= int(year) <= 2099:
        return False
    try:
        date(int(year) if len(year) == 4 else 2000, int(month), int(day))
    except ValueError:
        return False
    return True


def _stems(plain: str) -> set[str]:
    """The words that a password may be dressed up from: digits and marks dropped, or read as letters they mimic."""
    mimicry = str.maketrans("@013457$", "aoieasts")
    undressed = (plain, plain.strip("0123456789"), re.sub(r"^[\d\W_]+|[\d\W_]+$", "", plain))
    return {_letters(plain)} | {_letters(text.translate(mimicry)) for text in undressed}


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text)


def _is_monotonous(plain: str) -> bool:
    """Fewer than four different characters, or a walk along the alphabet or the keyboard."""
    walk = any(plain in row * 3 or plain[::-1] in row * 3 for row in _KEY_ROWS)
    return len(set(plain)) < 4 or walk


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _normal(text: str) -> str:
    """The same letters typed on different keyboards are the same password (RFC 8265 for passwords: NFC)."""
    return unicodedata.normalize("NFC", text)


def _bytes(secret: str) -> bytes:
    return _normal(secret).encode("utf-8", errors="surrogatepass")
