"""The outbox of this station: what is to be sent, claimed before it is sent, and what came of it."""
