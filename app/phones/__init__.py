"""The phones' gateway: pages and a WebSocket over HTTPS; each phone is one receiver of the router. It has no store."""
