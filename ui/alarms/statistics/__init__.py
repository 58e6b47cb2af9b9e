"""Response times: how long until somebody accepted, and was at the bed."""
