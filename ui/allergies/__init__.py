"""Allergies on screen: the line beside a name, the part of the record, the form."""
