"""Letters as they come back into the mailbox; nobody in them exists."""

ID = "01J8ZC3V7Q9W8X7Y6Z5A4B3C2D"
VERP = f"retorno+{ID}@ubs.example"


def _crlf(text: str) -> bytes:
    return text.lstrip("\n").replace("\n", "\r\n").encode()


def bounce(action: str = "failed", status: str = "5.1.1", diagnostic: str = "", to: str = VERP) -> bytes:
    """A delivery status notification in the form of RFC 3464."""
    told = diagnostic or f"smtp; 550 {status} <maria@example.org>: no such\n user here"
    return _crlf(f"""
Return-Path: <>
Date: Mon, 2 Mar 2026 08:00:05 -0300
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="4F1.1/mx"

--4F1.1/mx
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you.

--4F1.1/mx
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 2 Mar 2026 08:00:00 -0300

Final-Recipient: rfc822; maria@example.org
Action: {action}
Status: {status}
Diagnostic-Code: {told}

--4F1.1/mx
Content-Type: message/rfc822

Return-Path: <{VERP}>
From: <lembretes@ubs.example>
To: <maria@example.org>
Subject: Consulta
Message-ID: <{ID}@ubs.example>

Corpo

--4F1.1/mx--
""")


def complaint() -> bytes:
    """A complaint in the form of RFC 5965."""
    return _crlf(f"""
From: <abuse@provider.example>
Date: Mon, 2 Mar 2026 11:00:05 +0000
Subject: FW: Consulta
To: <lembretes@ubs.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part"

--part
Content-Type: text/plain

This is an email abuse report.

--part
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1

--part
Content-Type: message/rfc822

From: <lembretes@ubs.example>
Message-ID: <{ID}@ubs.example>
Subject: Consulta

Corpo

--part--
""")


def answer(
    body: str = "SAIR", subject: str = "Re: Consulta", sender: str = "maria@example.org", marks: str = ""
) -> bytes:
    """What a person, or her machine, writes back."""
    return _crlf(f"""
From: =?utf-8?Q?Maria_Teste_=C3=A9?= <{sender}>
To: lembretes@ubs.example
Date: Mon, 2 Mar 2026 09:00:00 -0300
Subject: {subject}
In-Reply-To: <{ID}@ubs.example>
{marks}Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

{body}
""")
