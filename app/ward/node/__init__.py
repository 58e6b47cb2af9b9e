"""The node: the ward in a process of its own, without Qt. Alarms go on when a window hangs or closes."""
