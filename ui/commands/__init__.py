"""The commands that open a window: besides `app/commands` the only code that composes a station."""
