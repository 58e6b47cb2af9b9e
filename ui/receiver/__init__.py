"""The receiver's window: alarms to whoever has signed in, small and above everything else, on any workstation."""
