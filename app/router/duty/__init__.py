"""Who is on duty, in which group, and whose bed it is; how a bed is handed over. Pure."""
