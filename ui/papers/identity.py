"""How numbers that name a person are written: CPF, CNS, telephone."""

from ui.texts import tr

_CPF_DIGITS = 11
_CNS_DIGITS = 15
_BRAZIL = "+55"


def cpf_words(cpf: str) -> str:
    """`123.456.789-09`; digits of another length are shown as they are."""
    if len(cpf) != _CPF_DIGITS:
        return cpf
    return f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"


def cns_words(cns: str) -> str:
    """`123 4567 8901 2345`; digits of another length are shown as they are."""
    if len(cns) != _CNS_DIGITS:
        return cns
    return f"{cns[:3]} {cns[3:7]} {cns[7:11]} {cns[11:]}"


def document_words(cpf: str | None, cns: str | None) -> str:
    """Both documents, or that there is none."""
    parts = []
    if cpf:
        parts.append(f"CPF {cpf_words(cpf)}")
    if cns:
        parts.append(f"CNS {cns_words(cns)}")
    return " · ".join(parts) or tr("person.no_document")


def phone_words(phone: str | None) -> str:
    """A Brazilian number as people read it, `(84) 99999-1234`; others in international form."""
    if not phone:
        return ""
    if not phone.startswith(_BRAZIL) or len(phone) not in (13, 14):
        return phone
    area, local = phone[3:5], phone[5:]
    return f"({area}) {local[:-4]}-{local[-4:]}"
