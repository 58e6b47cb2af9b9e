"""What comes in and goes out: tables of people, lists, and records in the language of other systems."""
