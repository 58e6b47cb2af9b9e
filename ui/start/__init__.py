"""From the double click to the signed-in person: first window, first-start wizard, unlock, sign-in."""
