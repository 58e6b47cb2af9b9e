"""Messages to synthetic people, and what each channel is opened with."""

from dataclasses import replace

from app.reminders.channels.interface import Outgoing

PHONE = "+5586999990001"
SECRET_TEXT = "Olá, Maria Teste: consulta amanhã às 9h"

MESSAGE = Outgoing(message_id="01J8ZC3V7Q9W8X7Y6Z5A4B3C2D", to=PHONE, subject="Consulta de pré-natal", text=SECRET_TEXT)


def to(address: str) -> Outgoing:
    """The same message to another address."""
    return replace(MESSAGE, to=address)
