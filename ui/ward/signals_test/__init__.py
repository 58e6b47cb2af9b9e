"""The function test of the alarm signals: each light as on the wall, one burst of each sound, and what was noticed."""
