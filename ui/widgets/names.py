"""What a name is called by where there is no room for all of it."""

from app.kernel.names import LINKING_WORDS

_TITLES = frozenset({"dr", "dra", "enf", "enfa", "enfª", "prof", "profa", "profª", "sr", "sra", "téc"})


def short_name(name: str) -> str:
    """The first name, with the title before it where one is written: "Dra. Inês Duna" is "Dra. Inês"."""
    words = _without_remarks(name)
    titles = []
    while len(words) > 1 and _is_title(words[0]):
        titles.append(words.pop(0))
    return " ".join((*titles[-1:], *words[:1])) or name


def first_and_last(name: str) -> str:
    """First and last name, with the title before them: "Dra. Inês de Sá Duna" is "Dra. Inês Duna"."""
    short, words = short_name(name), _without_remarks(name)
    return f"{short} {words[-1]}" if words and words[-1] not in short.split() else short


def name_and_initial(name: str) -> str:
    """First name and the initial of the last, so that two of one name are told apart: "Dra. Inês D."."""
    short, words = short_name(name), _without_remarks(name)
    return f"{short} {words[-1][0].upper()}." if words and words[-1] not in short.split() else short


def initials(name: str) -> str:
    """First letters of first and last name: "Dra. Maria da Silva (demo)" gives "MS"."""
    words = [word for word in _without_remarks(name) if word.lower() not in LINKING_WORDS and not _is_title(word)]
    letters = [next(letter for letter in word if letter.isalpha()) for word in words]
    return "".join(letters[:1] + letters[1:][-1:]).upper() or "?"


def _without_remarks(name: str) -> list[str]:
    """The words of a name; what stands in parentheses is a remark, and a word without letters is none."""
    depth, kept = 0, []
    for sign in name:
        depth += sign == "("
        if not depth:
            kept.append(sign)
        depth -= sign == ")" and depth > 0
    return [word for word in "".join(kept).split() if any(letter.isalpha() for letter in word)]


def _is_title(word: str) -> bool:
    return word.lower().rstrip(".") in _TITLES
