"""Who is on duty, and whose each bed is."""
