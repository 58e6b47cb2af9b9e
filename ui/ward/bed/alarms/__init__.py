"""The part «Alarmes e limites» of a bed's page."""
