"""How devices are taken in: the administrator's page."""
