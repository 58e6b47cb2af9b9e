"""The prenatal record around the readings: dating, visits, exams, history, outcome; figures come from files."""
