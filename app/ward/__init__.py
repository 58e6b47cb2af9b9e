"""The ward: beds and devices, what they measure, the alarms that follow from it, and what the wall shows."""
