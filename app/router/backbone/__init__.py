"""Connections between nodes: CURVE both ways, alarms by every route and once, receivers of any node as one's own."""
