"""The part «Tendências» of a bed's page."""
