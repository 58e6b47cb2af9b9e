"""What helps whoever looks after the program: logs, crash reports, doctor, bundle; none of it names a person."""
