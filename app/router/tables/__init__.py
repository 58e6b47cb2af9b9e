"""The router's tables: the source's tables 13 to 22 and its deadlines as data that a ward may edit."""
