"""Infrastructure of the ward (class C of table 13): generators, gases, boilers, pumps; at no bed."""
