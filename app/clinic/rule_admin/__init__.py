"""Rule bases of the station: loaded, compared, tried on stored cases, approved by two people, rolled back."""
