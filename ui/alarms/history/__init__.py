"""Former alarms: a list that can be narrowed, the way of each beside it."""
