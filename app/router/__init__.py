"""The priority router: datagrams, priorities, distribution, escalation."""
