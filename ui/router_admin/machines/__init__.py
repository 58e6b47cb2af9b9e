"""Machines that get alarms besides people: how they are reached, tried, changed and taken away."""
