"""The manager's reports: figures, charts and tables of a period, the women behind each figure, CSV and paper."""
