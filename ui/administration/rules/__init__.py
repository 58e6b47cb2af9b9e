"""The rules of the classification: those in force, and versions to load, compare, try, approve or go back to."""
