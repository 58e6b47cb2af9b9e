"""How the wall is arranged and shown: layouts, a second screen, the whole screen, a central station of its own."""
