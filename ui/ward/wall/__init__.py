"""The wall: every bed of the ward in a sector, drawn from one clock."""
