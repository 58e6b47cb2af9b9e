"""Who sends the messages of the unit: this station, another one or the server, and how it moves."""
