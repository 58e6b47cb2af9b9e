"""Machines that get alarms: an HTTP call, a relay, a printed slip, a hospital's alarm manager. Never alone (7.8).

Each is a receiver like any other, with a key of its own; what it says it has done counts as shown, and is no person's
word. Only the alarm manager passes on what a person said.
"""
