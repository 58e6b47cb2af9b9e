"""What receivers ask (`app/router/requests.py`), answered by the station's accounts, rights and tables."""
