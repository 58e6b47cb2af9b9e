"""What disagrees between two places: both values, in the nurse's words, and the decision."""
