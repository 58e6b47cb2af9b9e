"""What the station of the demo is: a primary-care unit, or the reference hospital that units refer to."""

UBS, HOSPITAL = "ubs", "hospital"
PARTS = (UBS, HOSPITAL)
