"""One module per revision, `v<revision>_<what>.py`; a released one is never edited again."""
