"""One bed over the whole page: now, trends, review, alarms and limits."""
