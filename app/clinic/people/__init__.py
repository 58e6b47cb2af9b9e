"""People: found as they are typed, registered once, changed field by field with their history."""
